package com.handinger.batch.cli;

import com.handinger.batch.api.ScheduleApi;
import com.handinger.batch.run.RunException;
import com.handinger.batch.run.StopSwitch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code schedule …}: tasks of the future. */
@Command(
        name = "schedule",
        addMethodSubcommands = false, // see Verbs
        mixinStandardHelpOptions = true,
        description = "Lists, makes and cancels the schedules of a worker.",
        footer = {
            "",
            "Example:",
            "  handinger-batch schedule create wrk_vk81XUHKHG-qr4 --cron \"0 8 * * 1\" --input @weekly.md"
        })
final class ScheduleCommand {

    private final Asking asking;

    ScheduleCommand(Cli.Ports ports, StopSwitch stop) {
        asking = new Asking(ports, stop);
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the schedules of a worker.",
            footer = {"", "Example:", "  handinger-batch schedule list wrk_vk81XUHKHG-qr4"})
    int list(
            @Mixin ServerOptions options,
            @Parameters(paramLabel = "WORKER", description = "The id of the worker.") String worker)
            throws RunException, InterruptedException {
        Arguments arguments = asking.arguments();
        arguments.id("WORKER", worker);
        arguments.check(options);
        try (Desk desk = asking.desk(options)) {
            JsonNode list = desk.ask(
                    Deed.read("schedule list " + worker), api -> api.schedules().list(worker, Desk.PATIENCE));
            return desk.show(list, ScheduleSheet.lines(list));
        }
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = {
                "Has the server run a task later, once or again and again.",
                "What comes again and again is asked first: it buys a task each time until it is cancelled."
            },
            footer = {
                "",
                "Examples:",
                "  handinger-batch schedule create wrk_vk81XUHKHG-qr4 --in 2h --input \"Check the inbox.\"",
                "  handinger-batch schedule create wrk_vk81XUHKHG-qr4 --cron \"0 8 * * 1\" --input @weekly.md"
            })
    int create(
            @Mixin ServerOptions options,
            @Mixin TaskOptions task,
            @Mixin WhenOptions times,
            @Mixin Yes yes,
            @Parameters(paramLabel = "WORKER", description = "The id of the worker.") String worker)
            throws RunException, InterruptedException {
        Arguments arguments = asking.arguments();
        arguments.id("WORKER", worker);
        String input = task.checked(arguments);
        ScheduleApi.When when = times.checked(arguments);
        arguments.check(options);
        if (when == null) {
            throw new IllegalStateException("a schedule without a time passed its check");
        }
        try (Desk desk = asking.desk(options)) {
            if (when.recurring() || task.unlimited()) {
                asking.consent(yes)
                        .ask((when.recurring()
                                        ? "This schedule buys a task each time it runs, until it is cancelled."
                                        : "This schedule buys a task.")
                                + (task.unlimited()
                                        ? " With the budget unlimited nothing caps what a task may cost."
                                        : ""));
            }
            Deed deed = Deed.creation(
                    "schedule create " + worker,
                    Program.command() + " schedule list " + Shell.word(worker) + desk.elsewhere());
            ScheduleApi.Order order = new ScheduleApi.Order(input, task.budget, when);
            JsonNode made = desk.ask(deed, api -> api.schedules().create(worker, order, Desk.PATIENCE));
            return desk.show(made, Sheet.facts(made));
        }
    }

    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Cancels a schedule, after a question. Whether a run that has begun goes on is unknown.",
            footer = {
                "",
                "Example:",
                "  handinger-batch schedule cancel wrk_vk81XUHKHG-qr4 sch_01J0ZK7Q4N8R2T6V9X3B5D7F1H"
            })
    int cancel(
            @Mixin ServerOptions options,
            @Mixin Yes yes,
            @Parameters(index = "0", paramLabel = "WORKER", description = "The id of the worker.") String worker,
            @Parameters(index = "1", paramLabel = "SCHEDULE", description = "The id of the schedule.") String schedule)
            throws RunException, InterruptedException {
        Arguments arguments = asking.arguments();
        arguments.id("WORKER", worker);
        arguments.id("SCHEDULE", schedule);
        arguments.check(options);
        Deed deed = Deed.change("schedule cancel " + worker + " " + schedule);
        try (Desk desk = asking.desk(options)) {
            asking.consent(yes).ask("A cancelled schedule cannot be taken up again, only made anew.");
            return desk.done(
                    deed, desk.ask(deed, api -> api.schedules().cancel(worker, schedule, Desk.PATIENCE)), "cancelled");
        }
    }
}
