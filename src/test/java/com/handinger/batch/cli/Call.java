package com.handinger.batch.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One call of the command line inside this process, and what it left on its streams.
 *
 * @param both what came on either stream, in the order of writing
 */
record Call(int exit, String out, String err, String both) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Call of(Map<String, String> environment, InputStream in, List<String> arguments) {
        return of(environment, in, arguments, cli -> {});
    }

    /** A call that is asked to stop as soon as it has begun. */
    static Call stopping(InputStream in, String why, List<String> arguments) {
        return of(Map.of(), in, arguments, cli -> cli.stop(why));
    }

    /** A call that is asked to stop as soon as something has been seen. */
    static Call stoppedOnce(BooleanSupplier seen, String why, List<String> arguments) {
        return of(Map.of(), new ByteArrayInputStream(new byte[0]), arguments, cli -> {
            Thread aside = new Thread(() -> {
                Awaitility.await().atMost(Duration.ofSeconds(40)).until(seen::getAsBoolean);
                cli.stop(why);
            });
            aside.setDaemon(true);
            aside.start();
        });
    }

    private static Call of(
            Map<String, String> environment, InputStream in, List<String> arguments, Consumer<Cli> before) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new Copied(both);
        ByteArrayOutputStream err = new Copied(both);
        Cli cli = new Cli(new Cli.Ports(environment, in, utf8(out), utf8(err)));
        before.accept(cli);
        int exit = cli.run(arguments);
        return new Call(exit, text(out), text(err), text(both));
    }

    static Call of(String... arguments) {
        return of(Map.of(), new ByteArrayInputStream(new byte[0]), List.of(arguments));
    }

    List<String> errLines() {
        return err.lines().toList();
    }

    List<JsonNode> data() {
        return out.lines().map(JSON::readTree).toList();
    }

    JsonNode last() {
        List<JsonNode> data = data();
        return data.get(data.size() - 1);
    }

    private static PrintStream utf8(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static final class Copied extends ByteArrayOutputStream {

        private final ByteArrayOutputStream second;

        Copied(ByteArrayOutputStream second) {
            this.second = second;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            second.write(bytes, offset, length);
        }

        @Override
        public synchronized void write(int value) {
            super.write(value);
            second.write(value);
        }
    }
}
