package com.handinger.batch.cli;

import com.handinger.batch.run.RunException;
import com.handinger.batch.run.StopSwitch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code webhook …}: whom the server tells when a task of a worker has ended. */
@Command(
        name = "webhook",
        addMethodSubcommands = false, // see Verbs
        mixinStandardHelpOptions = true,
        description = "Reads, sets and deletes the webhook of a worker. Reserved to the creator of the worker.",
        footer = {"", "Example:", "  handinger-batch webhook set wrk_vk81XUHKHG-qr4 https://batch.example.com/done"})
final class WebhookCommand {

    private static final String WORKER = "The id of the worker.";
    private static final String TOKEN = "Shows the token, which is hidden otherwise, save in --json.";

    private final Asking asking;

    WebhookCommand(Cli.Ports ports, StopSwitch stop) {
        asking = new Asking(ports, stop);
    }

    @Command(
            name = "get",
            mixinStandardHelpOptions = true,
            description = "Shows the address that is told, and the token that is sent to it as X-Handinger-Token.",
            footer = {"", "Example:", "  handinger-batch webhook get wrk_vk81XUHKHG-qr4 --show-token"})
    int get(
            @Mixin ServerOptions options,
            @Option(names = "--show-token", description = TOKEN) boolean token,
            @Parameters(paramLabel = "WORKER", description = WORKER) String worker)
            throws RunException, InterruptedException {
        check(options, worker);
        try (Desk desk = asking.desk(options)) {
            return WebhookSheet.show(desk, WebhookSheet.read(desk, worker), token);
        }
    }

    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description =
                    "Has the server tell this address. Asks before it takes the place of another one; the token stays.",
            footer = {"", "Example:", "  handinger-batch webhook set wrk_vk81XUHKHG-qr4 https://batch.example.com/done"
            })
    int set(
            @Mixin ServerOptions options,
            @Mixin Yes yes,
            @Option(names = "--show-token", description = TOKEN) boolean token,
            @Parameters(index = "0", paramLabel = "WORKER", description = WORKER) String worker,
            @Parameters(index = "1", paramLabel = "URL", description = "An https address, at most 2048 characters.")
                    String url)
            throws RunException, InterruptedException {
        Arguments arguments = asking.arguments();
        arguments.id("WORKER", worker);
        arguments.webhook("URL", url);
        arguments.check(options);
        try (Desk desk = asking.desk(options)) {
            JsonNode before = WebhookSheet.read(desk, worker);
            String other = before.path("url").stringValue("");
            if (!other.isEmpty() && !other.equals(url)) {
                asking.consent(yes)
                        .ask("The webhook of worker " + worker + " is " + Sheet.clean(other)
                                + " now, which would be told" + " nothing any more.");
            }
            JsonNode webhook = desk.ask(
                    Deed.change("webhook set " + worker).ofTheCreator(),
                    api -> api.webhooks().set(worker, url, Desk.PATIENCE));
            return WebhookSheet.show(desk, webhook, token);
        }
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Removes the webhook with its token, after a question.",
            footer = {"", "Example:", "  handinger-batch webhook delete wrk_vk81XUHKHG-qr4"})
    int delete(
            @Mixin ServerOptions options,
            @Mixin Yes yes,
            @Parameters(paramLabel = "WORKER", description = WORKER) String worker)
            throws RunException, InterruptedException {
        check(options, worker);
        try (Desk desk = asking.desk(options)) {
            asking.consent(yes)
                    .ask("Deleting the webhook of worker " + worker
                            + " deletes its token, too: a later one has another.");
            JsonNode gone = desk.ask(
                    Deed.change("webhook delete " + worker).ofTheCreator(),
                    api -> api.webhooks().delete(worker, Desk.PATIENCE));
            return WebhookSheet.show(desk, gone, false);
        }
    }

    @Command(
            name = "regenerate-token",
            mixinStandardHelpOptions = true,
            description = "Gives the webhook another token, after a question.",
            footer = {"", "Example:", "  handinger-batch webhook regenerate-token wrk_vk81XUHKHG-qr4 --show-token"})
    int regenerateToken(
            @Mixin ServerOptions options,
            @Mixin Yes yes,
            @Option(names = "--show-token", description = TOKEN) boolean token,
            @Parameters(paramLabel = "WORKER", description = WORKER) String worker)
            throws RunException, InterruptedException {
        check(options, worker);
        Deed deed = new Deed(
                "webhook regenerate-token " + worker,
                "The token may have been replaced: webhook get --show-token shows the one that is valid.",
                true);
        try (Desk desk = asking.desk(options)) {
            asking.consent(yes).ask("The token of the webhook stops being valid at once for whoever checks it.");
            return WebhookSheet.show(
                    desk, desk.ask(deed, api -> api.webhooks().regenerateToken(worker, Desk.PATIENCE)), token);
        }
    }

    @Command(
            name = "executions",
            mixinStandardHelpOptions = true,
            description = "Lists what was told to the address and how it answered, newest first, 50 to a page.",
            footer = {"", "Example:", "  handinger-batch webhook executions wrk_vk81XUHKHG-qr4 --page 2"})
    int executions(
            @Mixin ServerOptions options,
            @Option(
                            names = "--page",
                            paramLabel = "N",
                            description = "The page, from 1 on. Default: 1.",
                            defaultValue = "1")
                    int page,
            @Parameters(paramLabel = "WORKER", description = WORKER) String worker)
            throws RunException, InterruptedException {
        Arguments arguments = asking.arguments();
        arguments.id("WORKER", worker);
        if (page < 1) {
            arguments.fault("--page takes a number from 1 on, and not " + page);
        }
        arguments.check(options);
        Deed deed = Deed.read("webhook executions " + worker).ofTheCreator();
        try (Desk desk = asking.desk(options)) {
            JsonNode list = desk.ask(deed, api -> api.webhooks().executions(worker, page, Desk.PATIENCE));
            return desk.show(list, WebhookSheet.lines(list));
        }
    }

    private void check(ServerOptions options, String worker) {
        Arguments arguments = asking.arguments();
        arguments.id("WORKER", worker);
        arguments.check(options);
    }
}
