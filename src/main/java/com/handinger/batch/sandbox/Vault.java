package com.handinger.batch.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps the bytes of attached files by their digest: beside the books, or until it is closed. Threads may share it. */
final class Vault implements AutoCloseable {

    private final boolean lasting;
    private @Nullable Path folder;

    /** @param books null for a folder of its own, which goes when it is closed */
    Vault(@Nullable Path books) {
        lasting = books != null;
        folder = books == null ? null : books.resolve("files");
    }

    /** The digest under which the bytes can be read again. Throws {@link UncheckedIOException} when they cannot be kept. */
    synchronized String keep(byte[] bytes) {
        String digest = digest(bytes);
        try {
            Path where = folder();
            Path file = where.resolve(digest);
            if (!Files.exists(file)) {
                Path part = where.resolve(digest + ".part");
                Files.write(part, bytes);
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return digest;
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot keep a file: " + e.getMessage(), e);
        }
    }

    /** Throws {@link UncheckedIOException} when they are gone. */
    synchronized byte[] read(String digest) {
        try {
            return Files.readAllBytes(folder().resolve(digest));
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox has lost the file " + digest + ": " + e.getMessage(), e);
        }
    }

    private Path folder() throws IOException {
        Path where = folder;
        if (where == null) {
            where = Files.createTempDirectory("handinger-sandbox-");
            folder = where;
        }
        return Files.createDirectories(where);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        Path where = folder;
        if (lasting || where == null) {
            return;
        }
        List<Path> files;
        try (Stream<Path> found = Files.list(where)) {
            files = found.toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(where);
        folder = null;
    }
}
