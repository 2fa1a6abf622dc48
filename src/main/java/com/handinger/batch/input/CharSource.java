package com.handinger.batch.input;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The characters of a byte stream. Unlike {@link java.io.InputStreamReader} it hands out every good character before a
 * bad one, so that the reader knows the line of the fault, and it takes characters back. A byte order mark is left out,
 * and beats the declared charset.
 */
final class CharSource implements Closeable {

    private static final int SIZE = 1 << 16;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final byte[] block;
    private final ByteBuffer bytes;
    private final CharBuffer chars = CharBuffer.allocate(SIZE).limit(0);
    private final Deque<CharBuffer> pushed = new ArrayDeque<>();
    private CharBuffer current = chars;
    private boolean ended;
    private boolean flushed;
    private long position;
    private @Nullable IOException failure;

    private CharSource(InputStream in, Charset charset, byte[] block, int from, int to) {
        this.in = in;
        this.block = block;
        this.bytes = ByteBuffer.wrap(block).position(from).limit(to);
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    static CharSource of(InputStream in, Charset declared) throws IOException {
        byte[] block = new byte[SIZE];
        int count = in.readNBytes(block, 0, 3);
        if (startsWith(block, 0xEF, 0xBB, 0xBF)) {
            return new CharSource(in, StandardCharsets.UTF_8, block, 3, count);
        }
        if (startsWith(block, 0xFF, 0xFE)) {
            return new CharSource(in, StandardCharsets.UTF_16LE, block, 2, count);
        }
        if (startsWith(block, 0xFE, 0xFF)) {
            return new CharSource(in, StandardCharsets.UTF_16BE, block, 2, count);
        }
        return new CharSource(in, declared, block, 0, count);
    }

    static CharSource of(String text) {
        CharSource source = new CharSource(InputStream.nullInputStream(), StandardCharsets.UTF_8, new byte[SIZE], 0, 0);
        source.push(text);
        return source;
    }

    private static boolean startsWith(byte[] block, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if ((block[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The next character, -1 at the end.
     *
     * @throws java.nio.charset.CharacterCodingException when the next bytes are no character; again on each further call
     */
    int read() throws IOException {
        while (!current.hasRemaining()) {
            if (!pushed.isEmpty()) {
                current = pushed.pop();
            } else {
                current = chars;
                if (!fill()) {
                    return -1;
                }
            }
        }
        position++;
        return current.get();
    }

    /** Gives characters back: they are read next. */
    void push(String text) {
        position -= text.length();
        pushed.push(current);
        current = CharBuffer.wrap(text);
    }

    /** Reads on to the given position, or to the end. */
    void skip(long position) throws IOException {
        int c = 0;
        while (this.position < position && c >= 0) {
            c = read();
        }
    }

    /** How many characters were read, less those given back. */
    long position() {
        return position;
    }

    private boolean fill() throws IOException {
        chars.clear();
        while (chars.position() == 0 && !flushed) {
            CoderResult result = decoder.decode(bytes, chars, ended);
            if (result.isError() && chars.position() == 0) {
                chars.limit(0);
                result.throwException();
            }
            if (!result.isUnderflow() || chars.position() > 0) {
                break;
            }
            if (ended) {
                decoder.flush(chars);
                flushed = true;
            } else {
                receive();
            }
        }
        chars.flip();
        return chars.hasRemaining();
    }

    private void receive() throws IOException {
        if (failure != null) {
            throw failure;
        }
        bytes.compact();
        try {
            int count = in.read(block, bytes.position(), bytes.remaining());
            ended = count < 0;
            bytes.position(bytes.position() + Math.max(count, 0));
        } catch (IOException e) {
            failure = e;
            chars.limit(0);
            throw e;
        } finally {
            bytes.flip();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
