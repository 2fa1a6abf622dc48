package com.handinger.batch.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** {@code summary.json} in the folder of a run. */
public final class SummaryFile {

    /** Name of the file. */
    public static final String NAME = "summary.json";

    private SummaryFile() {}

    /**
     * Writes the file in one step: whoever reads meanwhile sees the old one or the new one.
     *
     * @param directory folder of the run, made when missing
     * @throws IOException when it cannot be written; the message says what to do, and again helps after that
     */
    public static void write(Path directory, Summary summary) throws IOException {
        replace(directory, SummaryJson.page(summary));
    }

    /**
     * Brings the file of an earlier start up to date after an audit. Does nothing when there is none: the next start
     * writes it.
     *
     * @param spent credits of the whole run
     * @param surplusTurns of the whole run
     * @throws IOException as {@link #write}
     */
    public static void amend(Path directory, Audit audit, long spent, long surplusTurns) throws IOException {
        Path target = directory.resolve(NAME);
        if (Files.isRegularFile(target)) {
            String page = SummaryJson.amended(Files.readString(target), audit, spent, surplusTurns);
            if (page != null) {
                replace(directory, page);
            }
        }
    }

    /**
     * The same after further files were fetched for a run that has finished.
     *
     * @throws IOException as {@link #write}
     */
    public static void amend(Path directory, Downloads downloads) throws IOException {
        Path target = directory.resolve(NAME);
        if (Files.isRegularFile(target)) {
            String page = SummaryJson.amended(Files.readString(target), downloads);
            if (page != null) {
                replace(directory, page);
            }
        }
    }

    private static void replace(Path directory, String text) throws IOException {
        Path target = directory.resolve(NAME);
        Path draft = directory.resolve("." + NAME + ".tmp");
        byte[] page = text.getBytes(StandardCharsets.UTF_8);
        try {
            Files.createDirectories(directory);
            force(draft, page);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException(
                    target + " cannot be written (" + page.length + " bytes): " + e.getMessage()
                            + ". Make room or give access there; the ledger has every row, `status` shows the same",
                    e);
        }
    }

    private static void force(Path draft, byte[] page) throws IOException {
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(page);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
