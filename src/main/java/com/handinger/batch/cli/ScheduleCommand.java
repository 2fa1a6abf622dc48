package com.handinger.batch.cli;

import com.handinger.batch.api.ScheduleApi;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.run.RunException;
import com.handinger.batch.run.StopSwitch;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

    private static final String FOR_GOOD = "A cancelled schedule cannot be taken up again, only made anew.";

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
            description = {
                "Cancels a schedule, or all that a job made of its rows, after a question.",
                "Whether a run that has begun goes on is unknown."
            },
            footer = {
                "",
                "Examples:",
                "  handinger-batch schedule cancel wrk_vk81XUHKHG-qr4 sch_01J0ZK7Q4N8R2T6V9X3B5D7F1H",
                "  handinger-batch schedule cancel --from runs/weekly/latest/results.jsonl"
            })
    int cancel(
            @Mixin ServerOptions options,
            @Mixin Yes yes,
            @Option(
                            names = "--from",
                            paramLabel = "FILE",
                            description = "The results.jsonl or results.csv of a job with task.when, in place of ids.")
                    @Nullable
                    Path from,
            @Parameters(index = "0", arity = "0..1", paramLabel = "WORKER", description = "The id of the worker.")
                    @Nullable
                    String worker,
            @Parameters(index = "1", arity = "0..1", paramLabel = "SCHEDULE", description = "The id of the schedule.")
                    @Nullable
                    String schedule)
            throws RunException, InterruptedException {
        if (from != null && worker == null) {
            return sweep(options, yes, from);
        }
        Arguments arguments = asking.arguments();
        if (from != null) {
            arguments.fault("--from stands in place of WORKER and SCHEDULE: its file has the ids of both");
        }
        String id = arguments.id("WORKER", worker == null ? "" : worker);
        String which = arguments.id("SCHEDULE", schedule == null ? "" : schedule);
        arguments.check(options);
        Deed deed = Deed.change("schedule cancel " + id + " " + which);
        try (Desk desk = asking.desk(options)) {
            asking.consent(yes).ask(FOR_GOOD);
            return desk.done(
                    deed, desk.ask(deed, api -> api.schedules().cancel(id, which, Desk.PATIENCE)), "cancelled");
        }
    }

    private int sweep(ServerOptions options, Yes yes, Path file) throws RunException, InterruptedException {
        MadeSchedules made = MadeSchedules.of(file);
        MadeSchedules.checkServer(file, asking.server(options));
        try (Desk desk = asking.desk(options)) {
            String remark = MadeSchedules.remark(file);
            if (remark != null) {
                desk.say(remark);
            }
            asking.consent(yes)
                    .ask("Cancels " + Counted.of(made.count(), "schedule") + " of " + file + ". " + FOR_GOOD);
            return new ScheduleSweep(desk, asking.stop()).cancel(made);
        }
    }
}
