package com.handinger.batch.cli;

import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.api.Reply;
import com.handinger.batch.progress.Console;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.RunException;
import com.handinger.batch.run.Server;
import com.handinger.batch.run.StopSwitch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Where a verb asks the server for single operations, and shows what came. For one thread. */
final class Desk implements AutoCloseable {

    /** How long an operation may take that is not a task. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration LOOK_UP = Duration.ofMillis(50);

    private final ServerOptions options;
    private final Console console;
    private final Server server;
    private final StopSwitch stop;

    private Desk(ServerOptions options, Console console, Server server, StopSwitch stop) {
        this.options = options;
        this.console = console;
        this.server = server;
        this.stop = stop;
    }

    /** @throws RunException exit 3 without a key for a server elsewhere */
    static Desk open(Cli.Ports ports, StopSwitch stop, ServerOptions options) throws RunException {
        Server server = Server.open(options.server(ports.environment()), ports.environment());
        return new Desk(options, ports.console(false), server, stop);
    }

    /** The option that names the server, for commands that are shown to be pasted; empty without one. */
    String elsewhere() {
        return options.baseUrl == null ? "" : " --base-url " + Shell.word(options.baseUrl);
    }

    HandingerApi api() {
        return server.api();
    }

    /** @throws RunException when the server did not do it, or a stop was asked for */
    <T> T ask(Deed deed, Function<HandingerApi, CompletableFuture<Reply<T>>> request)
            throws RunException, InterruptedException {
        return deed.taken(reply(deed, request));
    }

    <T> Reply<T> reply(Deed deed, Function<HandingerApi, CompletableFuture<Reply<T>>> request)
            throws RunException, InterruptedException {
        if (stop.stopped()) {
            throw new RunException(ExitCode.STOPPED, deed.name() + ": nothing was sent: " + stop.reason());
        }
        CompletableFuture<Reply<T>> reply = request.apply(api());
        long pause = 1;
        while (!reply.isDone() && !stop.await(Duration.ofMillis(pause))) {
            pause = Math.min(2 * pause, LOOK_UP.toMillis());
        }
        if (!reply.isDone()) {
            server.close();
        }
        return reply.join();
    }

    /** Shows the server's object, or for people what it says. */
    int show(JsonNode answer, List<String> forPeople) {
        if (options.json) {
            console.data(answer.toString());
        } else {
            forPeople.forEach(console::show);
        }
        return ExitCode.DONE.code();
    }

    /** @throws RunException exit 4 when the server says by this member that it did not do it */
    int done(Deed deed, JsonNode answer, String member) throws RunException {
        if (!answer.path(member).booleanValue()) {
            throw new RunException(
                    ExitCode.FATAL, deed.name() + ": the server answers that it did not do it: " + answer);
        }
        return show(answer, Sheet.facts(answer));
    }

    /** Says something about the operation. */
    void say(String line) {
        console.warn(line);
    }

    @Override
    public void close() {
        server.close();
    }
}
