package com.handinger.batch.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The books as a file: one JSON line per event, only ever appended. A line is with the operating system when
 * {@link #append} returns, so it outlives the process; {@link #close} forces the file to the disk. Not for several threads.
 */
final class Journal implements Closeable {

    /** Lines are pure ASCII, so that a character is a byte. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private final Path file;
    private final FileOutputStream out;
    private @Nullable IOException broken;

    private Journal(Path file, FileOutputStream out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Takes the books of a folder, which is created if need be, and hands every line to {@code replay}. A broken last line,
     * left by a killed process, is cut off. Throws when another sandbox holds the books or a line cannot be read.
     */
    static Journal open(Path folder, Consumer<JournalLine> replay) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("books.jsonl");
        FileOutputStream out = new FileOutputStream(file.toFile(), true);
        try {
            hide(file);
            lock(out.getChannel(), file);
            replay(file, out.getChannel(), replay);
            return new Journal(file, out);
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    /** Tokens of webhooks are in it, as real ones are with the real service. */
    private static void hide(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null && view.getOwner().getName().equals(System.getProperty("user.name"))) {
            view.setPermissions(PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        boolean taken;
        try {
            taken = channel.tryLock() == null;
        } catch (OverlappingFileLockException inThisProcess) {
            taken = true;
        }
        if (taken) {
            throw new IOException("Another sandbox keeps its books in " + file.toAbsolutePath()
                    + ". Stop it, or give this one a folder of its own.");
        }
    }

    private static void replay(Path file, FileChannel channel, Consumer<JournalLine> replay) throws IOException {
        long kept = 0;
        long number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            String line = reader.readLine();
            while (line != null) {
                number++;
                String following = reader.readLine();
                boolean whole = following != null || channel.size() > kept + line.length();
                JournalLine event = whole ? parse(line) : null;
                if (event == null && following != null) {
                    throw new IOException(file.toAbsolutePath() + ", line " + number
                            + ": not a line of the sandbox's books. Restore the file, or start with an empty folder.");
                }
                if (event != null) {
                    replay.accept(event);
                    kept += line.length() + 1;
                }
                line = following;
            }
        }
        channel.truncate(kept);
    }

    private static @Nullable JournalLine parse(String line) {
        try {
            return MAPPER.readValue(line, JournalLine.class);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Throws {@link UncheckedIOException} when the line could not be written; every later line is refused then, too. */
    void append(JournalLine line) {
        if (broken != null) {
            throw new UncheckedIOException(broken);
        }
        try {
            out.write((MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            broken = new IOException(
                    "The sandbox cannot write its books " + file.toAbsolutePath() + ": " + e.getMessage(), e);
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() throws IOException {
        try (out) {
            out.getChannel().force(true);
        }
    }
}
