package com.handinger.batch.output;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code results.jsonl} while a run goes on: whole batches are added at its end. One thread at a time. */
final class LiveFile implements Closeable {

    /** The JDK copies a buffer into native memory before it writes, and keeps that memory. */
    private static final int SLICE = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final @Nullable Object identity;
    private long length;

    private LiveFile(Path path, FileChannel channel, @Nullable Object identity, long length) {
        this.path = path;
        this.channel = channel;
        this.identity = identity;
        this.length = length;
    }

    /** Opens a file that exists, to add at its end. */
    static LiveFile open(Path path) throws OutputException {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
            long length = channel.size();
            Object identity =
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return new LiveFile(path, channel.position(length), identity, length);
        } catch (IOException e) {
            throw OutputException.write(path, 0, e);
        }
    }

    /** Whether the path still leads to this file, and nobody else wrote to it. */
    boolean intact() {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return now.size() == length && Objects.equals(now.fileKey(), identity);
        } catch (IOException e) {
            return false;
        }
    }

    /** Adds a batch of lines; one that cannot be written whole is cut off again. */
    void append(CharSequence lines) throws OutputException {
        ByteBuffer bytes = ResultFile.encode(lines);
        int end = bytes.limit();
        try {
            while (bytes.position() < end) {
                bytes.limit(Math.min(end, bytes.position() + SLICE));
                channel.write(bytes);
            }
            length += end;
        } catch (IOException e) {
            OutputException failure = OutputException.write(path, length + end, e);
            cutBack(failure);
            throw failure;
        }
    }

    private void cutBack(OutputException failure) {
        try {
            channel.truncate(length).position(length);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() throws OutputException {
        try {
            channel.close();
        } catch (IOException e) {
            throw OutputException.write(path, length, e);
        }
    }
}
