package com.handinger.batch;

import com.handinger.batch.cli.Cli;
import com.handinger.batch.halt.HaltPoint;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Entry point of the program, and the only place that ends the process. */
public final class HandingerBatch {

    private static final String COMMON_POOL = "java.util.concurrent.ForkJoinPool.common.parallelism";

    /** What a shell shows for a process that SIGKILL ended. */
    private static final int KILLED = 137;

    private static final long LAST_WORDS_MS = 200;

    private HandingerBatch() {}

    /** Runs the command line and leaves with its exit code. */
    public static void main(String[] args) {
        // On two processors the JDK's HTTP client would otherwise start a thread for each answer.
        preset(COMMON_POOL, "2");
        // Row texts hardly ever repeat: a cache of them only costs their hashes.
        preset("h2.objectCache", "false");
        // Data and messages are UTF-8 whatever the locale of a cron job is.
        PrintStream out = utf8(FileDescriptor.out);
        PrintStream err = utf8(FileDescriptor.err);
        HaltPoint.arm(System.getProperty(HaltPoint.PROPERTY), point -> {
            err.println("halted at " + point + " by " + HaltPoint.PROPERTY);
            Runtime.getRuntime().halt(KILLED);
        });
        Cli.Ports ports = new Cli.Ports(System.getenv(), System.in, out, err);
        // What a library has to say stays clear of a progress block, too.
        System.setErr(ports.err());
        Cli cli = new Cli(ports);
        Signals.onResize(cli::resized);
        Signals.handle(cli::stop, code -> {
            say(cli.leftAtOnce());
            Runtime.getRuntime().halt(code);
        });
        int code = run(cli, args);
        out.flush();
        err.flush();
        // No exit hook of a library has anything left to save, and some would wait.
        Runtime.getRuntime().halt(code);
    }

    /** Past everything that somebody may hold or that may be stuck: who asks twice to leave does not wait. */
    private static void say(String lastWords) {
        Thread voice = new Thread(() -> utf8(FileDescriptor.err).print(lastWords), "last words");
        voice.setDaemon(true);
        voice.start();
        try {
            voice.join(LAST_WORDS_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void preset(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Runs the command line and returns its exit code. */
    static int run(Cli cli, String... args) {
        return cli.run(List.of(args));
    }
}
