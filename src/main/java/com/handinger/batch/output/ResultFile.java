package com.handinger.batch.output;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * One file that appears whole or not at all: written beside its place under a hidden name, forced to disk, then renamed
 * over what stood there. Closing it uncommitted leaves what stood there. One thread at a time.
 */
final class ResultFile implements Closeable {

    private final Path target;
    private final Path draft;
    private final FileChannel channel;
    private final OutputStream out;
    private long bytes;
    private boolean committed;

    private ResultFile(Path target, Path draft, FileChannel channel) {
        this.target = target;
        this.draft = draft;
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    }

    /** Opens the draft of a file; its folder must exist. A draft that a crash left behind is overwritten. */
    static ResultFile open(Path target) throws OutputException {
        Path draft = target.resolveSibling("." + target.getFileName() + ".tmp");
        try {
            return new ResultFile(
                    target,
                    draft,
                    FileChannel.open(
                            draft,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw OutputException.write(target, 0, e);
        }
    }

    /** A whole small file at once. */
    static void replace(Path target, String text) throws OutputException {
        try (ResultFile file = open(target)) {
            file.write(text);
            file.commit();
        }
    }

    /** The bytes of a text in UTF-8. Half of a surrogate pair, which has none, becomes U+FFFD. */
    static ByteBuffer encode(CharSequence text) {
        CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .replaceWith(new byte[] {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD});
        try {
            return encoder.encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("an encoder that replaces does not refuse", e);
        }
    }

    /** Appends to the draft. */
    void write(CharSequence text) throws OutputException {
        ByteBuffer encoded = encode(text);
        bytes += encoded.remaining();
        try {
            out.write(encoded.array(), encoded.arrayOffset(), encoded.remaining());
        } catch (IOException e) {
            throw OutputException.write(target, bytes, e);
        }
    }

    /** Brings the draft to disk under its hidden name; {@link #commit} does it too. */
    void force() throws OutputException {
        try {
            out.flush();
            channel.force(true);
        } catch (IOException e) {
            throw OutputException.write(target, bytes, e);
        }
    }

    /** Puts the file in its place. */
    void commit() throws OutputException {
        if (channel.isOpen()) {
            force();
        }
        try {
            channel.close();
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            committed = true;
        } catch (IOException e) {
            throw OutputException.write(target, bytes, e);
        }
    }

    /** Lets go of the file; without a commit its draft is removed. */
    @Override
    public void close() throws OutputException {
        if (committed) {
            return;
        }
        try {
            channel.close();
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw OutputException.write(draft, 0, e);
        }
    }
}
