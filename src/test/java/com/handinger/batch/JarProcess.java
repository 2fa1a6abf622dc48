package com.handinger.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged program as a process of its own, with its output in files. */
final class JarProcess implements AutoCloseable {

    private static final Path JAR = Path.of(System.getProperty("handinger.jar", "target/handinger-batch.jar"));

    private final Process process;
    private final Path out;
    private final Path err;

    private JarProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static JarProcess start(Path folder, Map<String, String> environment, List<String> arguments) throws IOException {
        return launch(folder, List.of(), environment, arguments);
    }

    private static JarProcess launch(
            Path folder, List<String> prefix, Map<String, String> environment, List<String> arguments)
            throws IOException {
        return launch(folder, JAR, prefix, environment, arguments);
    }

    private static JarProcess launch(
            Path folder, Path jar, List<String> prefix, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-jar",
                jar.toAbsolutePath().toString()));
        command.addAll(arguments);
        Path out = Files.createTempFile(folder, "process-", ".out");
        Path err = Files.createTempFile(folder, "process-", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HANDINGER_") || name.startsWith("JAVA_TOOL"));
        builder.environment().putAll(environment);
        return new JarProcess(builder.start(), out, err);
    }

    /** The same where no file can grow beyond so many blocks of 1 KiB, as on a full disk. */
    static JarProcess cramped(Path folder, int blocks, List<String> arguments) throws IOException {
        return launch(
                folder, List.of("bash", "-c", "ulimit -f " + blocks + "; exec \"$@\"", "cramped"), Map.of(), arguments);
    }

    /**
     * The same as a user whom the permissions of files bind; root is not bound by them, and becomes nobody.
     *
     * @param folder everybody may write there afterwards
     * @param jar a copy that everybody may read
     */
    static JarProcess bound(Path folder, Path jar, List<String> arguments) throws IOException {
        boolean root = Files.getAttribute(folder, "unix:uid").equals(0);
        if (root) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        List<String> nobody = List.of("setpriv", "--reuid", "65534", "--clear-groups");
        return launch(folder, jar, root ? nobody : List.of(), Map.of(), arguments);
    }

    /** The same on a terminal of its own, whose screen is its standard output. */
    static JarProcess onTerminal(Path folder, Map<String, String> environment, List<String> arguments)
            throws IOException {
        String script = "script -qec \"$(printf '%q ' \"$@\")\" /dev/null";
        return launch(folder, List.of("bash", "-c", script, "terminal"), environment, arguments);
    }

    /** Copies the program to where everybody may read it. */
    static Path copy(Path folder) throws IOException {
        Path copy = Files.copy(JAR, folder.resolve("copy.jar"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        return copy;
    }

    /** Gives it all of its standard input. */
    JarProcess feed(String text) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    /** The exit code; fails when the process does not end in time. */
    int exit(Duration patience) throws InterruptedException, IOException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + patience + "; it said:\n" + err());
        }
        return process.exitValue();
    }

    boolean alive() {
        return process.isAlive();
    }

    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("the process had ended before SIG" + name + "; it said:\n" + err());
        }
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
