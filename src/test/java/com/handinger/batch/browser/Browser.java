package com.handinger.batch.browser;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Chromium without a window, with a profile of its own. For one thread. */
public final class Browser implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);
    private static final String LISTENS = "DevTools listening on ";

    private final Process process;
    private final Wire wire;

    private Browser(Process process, Wire wire) {
        this.process = process;
        this.wire = wire;
    }

    /** Where it is installed, if it is. */
    public static Optional<Path> installed() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .map(place -> Path.of(place, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts one.
     *
     * @param profile a folder that is not there yet
     */
    public static Browser start(Path program, Path profile) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            URI address = address(process).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return new Browser(process, Wire.to(HttpClient.newHttpClient(), address));
        } catch (Exception e) {
            end(process);
            throw e;
        }
    }

    /** What it says of its address; all else that it says is read and dropped, so that it never waits for us. */
    private static CompletableFuture<URI> address(Process process) {
        CompletableFuture<URI> address = new CompletableFuture<>();
        Thread reader = new Thread(() -> listen(process, address), "browser");
        reader.setDaemon(true);
        reader.start();
        return address;
    }

    private static void listen(Process process, CompletableFuture<URI> address) {
        try (BufferedReader said = process.errorReader(StandardCharsets.UTF_8)) {
            @Nullable String line = said.readLine();
            while (line != null) {
                if (line.startsWith(LISTENS)) {
                    address.complete(URI.create(line.substring(LISTENS.length()).strip()));
                }
                line = said.readLine();
            }
            address.completeExceptionally(new IOException("the browser ended"));
        } catch (IOException | UncheckedIOException e) {
            address.completeExceptionally(e);
        }
    }

    /** Opens a page, and waits until it is loaded. */
    public Tab open(URI page) throws Exception {
        return Tab.open(wire, page);
    }

    /** Lets it end in order first: its processes write to the profile until then. */
    @Override
    public void close() {
        try {
            wire.tell("Browser.close");
            process.onExit()
                    .completeOnTimeout(process, LAST_WORDS.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } finally {
            wire.close();
            end(process);
        }
    }

    /** Of the others nobody may take notice, so that their end cannot be waited for. */
    private static void end(Process process) {
        List<ProcessHandle> others = process.descendants().toList();
        process.destroyForcibly();
        others.forEach(ProcessHandle::destroyForcibly);
        process.onExit().orTimeout(LAST_WORDS.toSeconds(), TimeUnit.SECONDS).join();
    }
}
