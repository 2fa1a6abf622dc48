package com.handinger.batch.cli;

import com.handinger.batch.api.WorkerApi;
import com.handinger.batch.run.RunException;
import com.handinger.batch.run.StopSwitch;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code worker …}: worker templates. */
@Command(
        name = "worker",
        addMethodSubcommands = false, // see Verbs
        mixinStandardHelpOptions = true,
        description = "Makes, changes, reads and deletes workers.",
        footer = {"", "Example:", "  handinger-batch worker create --title \"Fact checker\" --instructions @prompt.md"})
final class WorkerCommand {

    private static final int MOST_PROMPT = 10_000;
    private static final String CREATOR = " Reserved to the creator of the worker.";

    private final Asking asking;

    WorkerCommand(Cli.Ports ports, StopSwitch stop) {
        asking = new Asking(ports, stop);
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes a worker and shows it. Say --instructions, or --prompt to have them written.",
            footer = {
                "",
                "Example:",
                "  handinger-batch worker create --title \"Fact checker\" --instructions @prompt.md \\",
                "      --output-schema @verdict.json"
            })
    int create(
            @Mixin ServerOptions options,
            @Mixin WorkerFields worker,
            @Option(
                            names = "--prompt",
                            paramLabel = "TEXT",
                            description = "What the worker is for, at most 10,000 characters; the service writes the"
                                    + " instructions from it. @FILE reads a file, - standard input.")
                    @Nullable
                    String prompt)
            throws RunException, InterruptedException {
        Arguments arguments = asking.arguments();
        WorkerApi.Fields fields = worker.checked(
                arguments, arguments.length("--prompt", arguments.text("--prompt", prompt), 0, MOST_PROMPT));
        if (worker.instructions == null && prompt == null) {
            arguments.fault("a worker needs --instructions, or --prompt to have them written");
        }
        arguments.check(options);
        Deed deed = Deed.creation(
                "worker create",
                "no call lists workers, the dashboard does"
                        + (fields.title() == null ? "." : "; its title is \"" + fields.title() + "\"."));
        try (Desk desk = asking.desk(options)) {
            JsonNode made = desk.ask(deed, api -> api.workers().create(fields, Desk.PATIENCE));
            desk.say("A job uses it with worker.id: " + Sheet.text(made.path("id"))
                    + ". No call reads its instructions back:" + " keep them.");
            return desk.show(made, Sheet.facts(made));
        }
    }

    @Command(
            name = "get",
            mixinStandardHelpOptions = true,
            description = "Shows how the latest task of a worker stands, or another one.",
            footer = {"", "Example:", "  handinger-batch worker get wrk_vk81XUHKHG-qr4"})
    int get(
            @Mixin ServerOptions options,
            @Parameters(paramLabel = "WORKER", description = "The id of the worker.") String worker,
            @Option(names = "--task", paramLabel = "TASK", description = "The task. Default: the latest one.") @Nullable
                    String task)
            throws RunException, InterruptedException {
        Arguments arguments = asking.arguments();
        arguments.id("WORKER", worker);
        if (task != null) {
            arguments.id("--task", task);
        }
        arguments.check(options);
        try (Desk desk = asking.desk(options)) {
            JsonNode state = desk.ask(
                    Deed.read("worker get " + worker), api -> api.workers().read(worker, task, Desk.PATIENCE));
            return desk.show(state, Sheet.facts(state, Set.of("object", "output", "messages", "incomplete_details")));
        }
    }

    @Command(
            name = "update",
            mixinStandardHelpOptions = true,
            description = {
                "Changes what is said and leaves the rest. It counts for tasks that start afterwards." + CREATOR,
                "The earlier instructions cannot be read back."
            },
            footer = {"", "Example:", "  handinger-batch worker update wrk_vk81XUHKHG-qr4 --instructions @prompt.md"})
    int update(
            @Mixin ServerOptions options,
            @Mixin WorkerFields worker,
            @Parameters(paramLabel = "WORKER", description = "The id of the worker.") String id,
            @Option(names = "--no-output-schema", description = "Takes the output schema away: answers are free text.")
                    boolean freeText)
            throws RunException, InterruptedException {
        Arguments arguments = asking.arguments();
        arguments.id("WORKER", id);
        WorkerApi.Fields said = worker.checked(arguments, null);
        if (freeText && said.outputSchema() != null) {
            arguments.fault("--no-output-schema and --output-schema exclude each other");
        }
        boolean nothing = Stream.of(
                        worker.title, worker.summary, worker.instructions, worker.visibility, worker.outputSchema)
                .allMatch(Objects::isNull);
        if (nothing && !freeText) {
            arguments.fault(
                    "nothing to change: say --title, --summary, --instructions, --visibility, --output-schema or"
                            + " --no-output-schema");
        }
        arguments.check(options);
        WorkerApi.Fields changes = freeText ? said.withoutSchema() : said;
        try (Desk desk = asking.desk(options)) {
            JsonNode changed = desk.ask(
                    Deed.change("worker update " + id).ofTheCreator(),
                    api -> api.workers().update(id, changes, Desk.PATIENCE));
            return desk.show(changed, Sheet.facts(changed));
        }
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Deletes a worker, after a question." + CREATOR,
            footer = {"", "Example:", "  handinger-batch worker delete wrk_vk81XUHKHG-qr4"})
    int delete(
            @Mixin ServerOptions options,
            @Mixin Yes yes,
            @Parameters(paramLabel = "WORKER", description = "The id of the worker.") String worker)
            throws RunException, InterruptedException {
        Arguments arguments = asking.arguments();
        arguments.id("WORKER", worker);
        arguments.check(options);
        Deed deed = Deed.change("worker delete " + worker).ofTheCreator();
        try (Desk desk = asking.desk(options)) {
            asking.consent(yes)
                    .ask("Deleting worker " + worker
                            + " cannot be undone. Its tasks, files and schedules may go with it: the"
                            + " documents of the API disagree.");
            return desk.done(deed, desk.ask(deed, api -> api.workers().delete(worker, Desk.PATIENCE)), "deleted");
        }
    }

    @Command(
            name = "email",
            mixinStandardHelpOptions = true,
            description = "Shows the address at which mail to the worker becomes a task.",
            footer = {"", "Example:", "  handinger-batch worker email wrk_vk81XUHKHG-qr4"})
    int email(
            @Mixin ServerOptions options,
            @Parameters(paramLabel = "WORKER", description = "The id of the worker.") String worker)
            throws RunException, InterruptedException {
        Arguments arguments = asking.arguments();
        arguments.id("WORKER", worker);
        arguments.check(options);
        try (Desk desk = asking.desk(options)) {
            JsonNode answer = desk.ask(
                    Deed.read("worker email " + worker), api -> api.workers().email(worker, Desk.PATIENCE));
            JsonNode address = Sheet.object("email", answer);
            return desk.show(address, List.of(Sheet.text(address.path("email"))));
        }
    }
}
