package com.handinger.batch.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * The two small files beside a store by which processes talk: its owner says how it stands, others ask it to leave.
 * They are hints for people; who owns the store is a matter of the database file's lock alone. Threads may share it.
 */
final class OwnerFiles {

    /** An owner that has said nothing for so long is taken for dead, or for fast asleep. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path database;
    private final Path status;
    private final Path note;
    private final Path copyNote;

    OwnerFiles(StoreLocation location) {
        database = location.file();
        status = location.beside(".status.json");
        note = location.beside(".stop.json");
        copyNote = location.beside(".copy.json");
    }

    /** The name of this machine among others that may share the folder. */
    static String host() {
        String named = System.getenv("HOSTNAME");
        if (named != null && !named.isBlank()) {
            return named;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    void write(OwnerStatus value) throws IOException {
        replace(status, JSON.writeValueAsString(value));
    }

    void write(StopNote value) throws IOException {
        replace(note, JSON.writeValueAsString(value));
    }

    /** Leaves a request for a copy; false while the one of somebody else lies there. */
    boolean offer(CopyNote value) throws IOException {
        try {
            Files.writeString(copyNote, JSON.writeValueAsString(value), StandardOpenOption.CREATE_NEW);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** The request for a copy; null without one. */
    @Nullable
    CopyNote copyNote() {
        CopyNote read = read(copyNote, CopyNote.class);
        return read == null || read.owner() == null || read.copy() == null ? null : read;
    }

    void removeCopyNote() throws IOException {
        Files.deleteIfExists(copyNote);
    }

    private static void replace(Path file, String text) throws IOException {
        Path draft = file.resolveSibling("." + file.getFileName() + ".tmp");
        Files.writeString(draft, text + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What the owner said last; null when nobody did, or not so that it can be read. */
    @Nullable
    OwnerStatus status() {
        OwnerStatus read = read(status, OwnerStatus.class);
        if (read == null || read.owner() == null || read.host() == null) {
            return null;
        }
        return read.since() == null || read.updatedAt() == null ? null : read;
    }

    /** The request to leave; null without one. */
    @Nullable
    StopNote note() {
        StopNote read = read(note, StopNote.class);
        return read == null || read.owner() == null ? null : read;
    }

    private static <T> @Nullable T read(Path file, Class<T> type) {
        try {
            return JSON.readValue(Files.readString(file), type);
        } catch (IOException | JacksonException e) {
            return null;
        }
    }

    void removeStatus() throws IOException {
        Files.deleteIfExists(status);
    }

    void removeNote() throws IOException {
        Files.deleteIfExists(note);
    }

    /** The owner that is alive as far as can be told; null without one. */
    @Nullable
    OwnerStatus live(Instant now) {
        OwnerStatus last = status();
        if (last == null || Duration.between(last.updatedAt(), now).abs().compareTo(FRESH) > 0) {
            return null;
        }
        boolean dead = last.host().equals(host()) && last.process().isEmpty();
        return dead ? null : last;
    }

    /** Whether a process holds the database file. Not for a process that may hold it itself. */
    boolean held() throws IOException {
        try (FileChannel channel = FileChannel.open(database, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    boolean storeExists() {
        return Files.exists(database);
    }

    /** What tells the database file from another one in its place; null when it is gone. */
    @Nullable
    Object identity() {
        try {
            Object key =
                    Files.readAttributes(database, BasicFileAttributes.class).fileKey();
            return Objects.requireNonNullElse(key, database);
        } catch (IOException e) {
            return null;
        }
    }
}
