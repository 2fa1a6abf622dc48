package com.handinger.batch.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the figures of a start go to. Loads nothing of Micrometer.
 *
 * @param file null without {@code --metrics-file}
 * @param gateway null without {@code HANDINGER_PUSHGATEWAY_URL}
 * @param receiver null without {@code OTEL_EXPORTER_OTLP_ENDPOINT} or the like
 */
public record MetricsPlan(
        @Nullable Path file,
        @Nullable Gateway gateway,
        @Nullable Receiver receiver) {

    private static final String BEGIN = "# HELP ";

    /** Nowhere. */
    public static final MetricsPlan NONE = new MetricsPlan(null, null, null);

    /**
     * Reads what was told, and tries the place of the file.
     *
     * @throws MetricsFault with what to do; never with a secret
     */
    public static MetricsPlan of(@Nullable Path file, Map<String, String> environment) throws MetricsFault {
        return new MetricsPlan(file == null ? null : writable(file), Gateway.of(environment), Receiver.of(environment));
    }

    boolean nowhere() {
        return file == null && gateway == null && receiver == null;
    }

    /** Whether a file is empty, or begins as ours do. */
    private static boolean metrics(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            String first = new String(bytes.readNBytes(BEGIN.length()), StandardCharsets.UTF_8);
            return first.isEmpty() || first.equals(BEGIN);
        }
    }

    private static Path writable(Path named) throws MetricsFault {
        String option = "--metrics-file " + named;
        try {
            Path file = Files.exists(named) ? named.toRealPath() : named.toAbsolutePath();
            if (named.toString().isEmpty() || (Files.exists(file) && !Files.isRegularFile(file))) {
                throw new MetricsFault(option + " is no plain file; name one that may be replaced, such as job.prom");
            }
            Path folder = file.getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw new MetricsFault(
                        option + ": the folder " + folder + " is not there; make it first, or name" + " another one");
            }
            if (Files.exists(file) && !metrics(file)) {
                throw new MetricsFault(option
                        + " is there already and holds no metrics, so it is not written over; name" + " another file");
            }
            Files.delete(Files.createTempFile(folder, ".handinger-batch", ".tmp"));
            return file;
        } catch (IOException e) {
            throw new MetricsFault(option + ": its folder cannot be written to (" + Complaints.reason(e)
                    + "); name a file in one where this user may make files");
        }
    }
}
