package com.handinger.batch.progress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Standard error with, at its foot, a block of lines that is drawn anew in place. Whatever else is written while the
 * block is there appears above it, a whole line at a time. Each frame is one write, and nothing of the terminal is
 * switched off, so that a process that dies at any moment leaves it in order. Threads may share it.
 */
public final class Screen extends OutputStream {

    private static final String ESC = "\u001b[";
    private static final String CLEAR_LINE = ESC + "K";
    private static final String CLEAR_BELOW = ESC + "J";

    private final PrintStream target;
    private final IntSupplier width;
    private final PrintStream stream = new PrintStream(this, true, StandardCharsets.UTF_8);
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private List<String> block = List.of();
    private int columns;
    private boolean json;

    /**
     * Writes to a stream.
     *
     * @param tty the same as a terminal
     */
    public Screen(PrintStream target, Tty tty) {
        this(target, () -> tty.size().columns());
    }

    /** @param width columns of the terminal by now */
    Screen(PrintStream target, IntSupplier width) {
        this.target = target;
        this.width = width;
    }

    /** For everything that is not the block. */
    public PrintStream stream() {
        return stream;
    }

    /** From now on every line is a JSON object. */
    public synchronized void json() {
        json = true;
    }

    /** Writes a line that is a JSON object already. */
    synchronized void raw(String line) {
        put(line + "\n");
    }

    /**
     * Draws the block, in place of the one before.
     *
     * @param lines none of them wider than the terminal; colours do not count
     */
    synchronized void show(List<String> lines) {
        int now = width.getAsInt();
        StringBuilder frame = new StringBuilder(up(now));
        // Another size or height: what is left of the old lines would stay.
        if (now != columns || lines.size() != block.size()) {
            frame.append(CLEAR_BELOW);
        }
        block = List.copyOf(lines);
        columns = now;
        put(frame.append(drawn()).append(CLEAR_BELOW));
    }

    /** Takes the block away. */
    synchronized void clear() {
        if (!block.isEmpty()) {
            StringBuilder frame = new StringBuilder(up(width.getAsInt())).append(CLEAR_BELOW);
            block = List.of();
            frame.append(begun.toString(StandardCharsets.UTF_8));
            begun.reset();
            put(frame);
        }
    }

    /** Back to the first line of the block; terminals that became narrower have wrapped its lines meanwhile. */
    private String up(int now) {
        if (block.isEmpty()) {
            return "";
        }
        int rows = 0;
        for (String line : block) {
            int length = Block.width(line);
            rows += now >= columns ? 1 : Math.max(1, (length + now - 1) / now);
        }
        return "\r" + ESC + rows + "A";
    }

    private String drawn() {
        StringBuilder text = new StringBuilder();
        block.forEach(line -> text.append(line).append(CLEAR_LINE).append('\n'));
        return text.toString();
    }

    private void put(CharSequence text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        target.write(bytes, 0, bytes.length);
        target.flush();
    }

    @Override
    public synchronized void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        if (block.isEmpty() && !json) {
            target.write(bytes, offset, length);
            return;
        }
        int end = lastLineEnd(bytes, offset, length);
        if (end < offset) {
            begun.write(bytes, offset, length);
            return;
        }
        begun.write(bytes, offset, end + 1 - offset);
        String whole = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        begun.write(bytes, end + 1, offset + length - end - 1);
        put(json ? objects(whole) : up(width.getAsInt()) + CLEAR_BELOW + whole + drawn());
    }

    private static String objects(String lines) {
        Instant now = Instant.now();
        StringBuilder text = new StringBuilder();
        lines.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> text.append(Event.message(now, line)).append('\n'));
        return text.toString();
    }

    private static int lastLineEnd(byte[] bytes, int offset, int length) {
        int at = offset + length - 1;
        while (at >= offset && bytes[at] != '\n') {
            at--;
        }
        return at;
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }
}
