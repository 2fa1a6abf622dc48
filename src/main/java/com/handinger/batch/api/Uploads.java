package com.handinger.batch.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Reads files that have to be what they were. */
final class Uploads {

    private Uploads() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** What is wrong with the file; null when nothing is. */
    static @Nullable String fault(CreateTask.Upload file) {
        try (InputStream in = open(file)) {
            in.transferTo(OutputStream.nullOutputStream());
            return null;
        } catch (ChangedException e) {
            return e.getMessage();
        } catch (IOException e) {
            return file.file() + " cannot be read any more: "
                    + (e instanceof NoSuchFileException ? "it is gone" : e.getMessage());
        }
    }

    /** The file's bytes; the end of others is a failure and no end. */
    static InputStream open(CreateTask.Upload file) throws IOException {
        return new Checked(Files.newInputStream(file.file()), file);
    }

    /** The file is another one. */
    private static final class ChangedException extends IOException {

        private static final long serialVersionUID = 1L;

        ChangedException(CreateTask.Upload file) {
            super(file.file() + " has changed since it was looked at");
        }
    }

    private static final class Checked extends FilterInputStream {

        private final CreateTask.Upload file;
        private final MessageDigest digest = sha256();
        private long left;

        Checked(InputStream bytes, CreateTask.Upload file) {
            super(bytes);
            this.file = file;
            left = file.size();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int from, int count) throws IOException {
            int got = in.read(target, from, count);
            left -= Math.max(0, got);
            if (left < 0 || (got < 0 && left > 0)) {
                throw new ChangedException(file);
            }
            if (got > 0) {
                digest.update(target, from, got);
            } else if (got < 0 && !HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
                throw new ChangedException(file);
            }
            return got;
        }
    }
}
