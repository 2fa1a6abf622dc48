package com.handinger.batch.progress;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code run.log}: readable by its owner alone, appended to by every start, and bounded: at 10 MiB it becomes
 * {@code run.log.1}, in place of an older one. For one thread.
 */
final class LogFile {

    static final String NAME = "run.log";
    static final String FORMER = "run.log.1";
    static final long MOST_BYTES = 10L << 20;

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private final Path directory;
    private final long mostBytes;
    private @Nullable OutputStream out;
    private long size;

    LogFile(Path directory) {
        this(directory, MOST_BYTES);
    }

    LogFile(Path directory, long mostBytes) {
        this.directory = directory;
        this.mostBytes = mostBytes;
    }

    void add(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        OutputStream target = out == null ? open() : out;
        if (size > 0 && size + bytes.length > mostBytes) {
            close();
            Files.move(directory.resolve(NAME), directory.resolve(FORMER), StandardCopyOption.REPLACE_EXISTING);
            target = open();
        }
        target.write(bytes);
        size += bytes.length;
    }

    private OutputStream open() throws IOException {
        Path file = directory.resolve(NAME);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(file + " is no file, so nothing is logged there; move it away");
        }
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] alone =
                posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)} : new FileAttribute<?>[0];
        OutputStream opened = Channels.newOutputStream(
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), alone));
        if (posix) {
            Files.setPosixFilePermissions(file, OWNER);
        }
        size = Files.size(file);
        out = opened;
        return opened;
    }

    void close() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            // Whatever was written is written; a log ends no start.
        }
        out = null;
    }
}
