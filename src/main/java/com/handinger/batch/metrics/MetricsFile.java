package com.handinger.batch.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that a node exporter may read at any time: it is replaced whole. */
final class MetricsFile implements Outlet {

    private final Path file;
    private final Path draft;
    private final PrometheusMeterRegistry figures;

    MetricsFile(Path file, PrometheusMeterRegistry figures) {
        this.file = file;
        this.figures = figures;
        // The collector reads what ends in .prom.
        draft = file.resolveSibling("." + file.getFileName() + ".tmp");
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public void send() throws IOException {
        boolean placed = false;
        try {
            Files.writeString(draft, figures.scrape(), StandardCharsets.UTF_8);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            placed = true;
        } finally {
            if (!placed) {
                Files.deleteIfExists(draft);
            }
        }
    }
}
