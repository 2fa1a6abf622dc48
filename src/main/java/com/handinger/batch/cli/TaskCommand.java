package com.handinger.batch.cli;

import com.handinger.batch.run.RunException;
import com.handinger.batch.run.StopSwitch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code task …}: single tasks. */
@Command(
        name = "task",
        addMethodSubcommands = false, // see Verbs
        mixinStandardHelpOptions = true,
        description = "Sends one task, and reads and archives tasks.",
        footer = {"", "Example:", "  handinger-batch task create wrk_vk81XUHKHG-qr4 --input @question.txt"})
final class TaskCommand {

    private final Asking asking;

    TaskCommand(Cli.Ports ports, StopSwitch stop) {
        asking = new Asking(ports, stop);
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = {
                "Sends one task, follows it to its end, and prints its output.",
                "It is sent once and never again. When its answer is lost, task get says whether it is there."
            },
            footer = {"", "Example:", "  handinger-batch task create wrk_vk81XUHKHG-qr4 --input @question.txt"})
    int create(
            @Mixin ServerOptions options,
            @Mixin TaskOptions task,
            @Mixin FollowOptions follow,
            @Mixin Yes yes,
            @Parameters(paramLabel = "WORKER", description = "The id of the worker.") String worker)
            throws RunException, InterruptedException {
        Arguments arguments = asking.arguments();
        arguments.id("WORKER", worker);
        Purchase.Wish wish = follow.checked(arguments, worker, task.checked(arguments), task.budget);
        arguments.check(options);
        try (Desk desk = asking.desk(options)) {
            return new Purchase(desk, asking.consent(yes), asking.stop(), wish).make();
        }
    }

    @Command(
            name = "get",
            mixinStandardHelpOptions = true,
            description = "Shows how a task stands, and what it cost.",
            footer = {"", "Example:", "  handinger-batch task get tsk_9cKm_V3xPd0ZuR"})
    int get(
            @Mixin ServerOptions options,
            @Parameters(paramLabel = "TASK", description = "The id of the task.") String task)
            throws RunException, InterruptedException {
        check(options, task);
        try (Desk desk = asking.desk(options)) {
            JsonNode envelope =
                    desk.ask(Deed.read("task get " + task), api -> api.tasks().read(task, Desk.PATIENCE));
            return desk.show(envelope, Sheet.facts(envelope.path("task")));
        }
    }

    @Command(
            name = "turns",
            mixinStandardHelpOptions = true,
            description = "Shows the turns of a task: each question with its answer and its price.",
            footer = {"", "Example:", "  handinger-batch task turns tsk_9cKm_V3xPd0ZuR"})
    int turns(
            @Mixin ServerOptions options,
            @Parameters(paramLabel = "TASK", description = "The id of the task.") String task)
            throws RunException, InterruptedException {
        check(options, task);
        try (Desk desk = asking.desk(options)) {
            JsonNode turns =
                    desk.ask(Deed.read("task turns " + task), api -> api.tasks().turns(task, Desk.PATIENCE));
            List<String> lines = new ArrayList<>();
            for (JsonNode turn : turns.path("items")) {
                if (!lines.isEmpty()) {
                    lines.add("");
                }
                lines.addAll(Sheet.facts(turn, Set.of("taskId")));
            }
            return desk.show(turns, lines.isEmpty() ? List.of("no turns") : lines);
        }
    }

    @Command(
            name = "archive",
            mixinStandardHelpOptions = true,
            description = {
                "Hides a task from the listings, after a question; its turns and files are kept.",
                "Reserved to the creator of the worker. It is no way to stop a task."
            },
            footer = {"", "Example:", "  handinger-batch task archive tsk_9cKm_V3xPd0ZuR"})
    int archive(
            @Mixin ServerOptions options,
            @Mixin Yes yes,
            @Parameters(paramLabel = "TASK", description = "The id of the task.") String task)
            throws RunException, InterruptedException {
        check(options, task);
        Deed deed = Deed.change("task archive " + task).ofTheCreator();
        try (Desk desk = asking.desk(options)) {
            asking.consent(yes)
                    .ask("No call takes task " + task
                            + " out of the archive again, and a run that needs it may not find it.");
            return desk.done(deed, desk.ask(deed, api -> api.tasks().archive(task, Desk.PATIENCE)), "archived");
        }
    }

    private void check(ServerOptions options, String task) {
        Arguments arguments = asking.arguments();
        arguments.id("TASK", task);
        arguments.check(options);
    }
}
