package com.handinger.batch.progress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * Standard error with, at its foot, a block of lines that is drawn anew in place. Whatever else is written while the
 * block is there appears above it, a whole line at a time. Between frames the cursor rests at the beginning of the
 * block: a terminal that changes its size, and wraps its lines anew, takes the cursor along, so that nothing has to be
 * known of its size. Each frame is one write, which leaves the terminal in order. Threads may share it.
 */
public final class Screen extends OutputStream {

    private static final String ESC = "\u001b[";
    private static final String CLEAR_LINE = ESC + "K";
    private static final String CLEAR_BELOW = ESC + "J";

    /** What is too wide for a terminal that has just become narrower is cut at its edge. */
    private static final String CUT = ESC + "?7l";

    private static final String WRAP = ESC + "?7h";

    private final PrintStream target;
    private final PrintStream stream = new PrintStream(this, true, StandardCharsets.UTF_8);
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private volatile List<String> block = List.of();
    private volatile boolean json;

    /** Writes to a stream. */
    public Screen(PrintStream target) {
        this.target = target;
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
     * @param lines at least one; what does not fit into the width of the terminal is cut
     */
    synchronized void show(List<String> lines) {
        block = List.copyOf(lines);
        put(drawn());
    }

    /** Takes the block away. */
    synchronized void clear() {
        if (!block.isEmpty()) {
            String cleared = cleared();
            block = List.of();
            put(cleared + begun.toString(StandardCharsets.UTF_8));
            begun.reset();
        }
    }

    /** A line as it is written in place of the block, for who cannot wait until another thread has written. */
    public String lastWords(String line) {
        return (json ? Event.message(Instant.now(), line) : cleared() + line) + "\n";
    }

    private String cleared() {
        return block.isEmpty() ? "" : "\r" + CLEAR_BELOW;
    }

    /** The block from where the cursor is, and back to there. */
    private String drawn() {
        String lines = String.join(CLEAR_LINE + "\n", block);
        String back = block.size() > 1 ? ESC + (block.size() - 1) + "A" : "";
        return CUT + "\r" + lines + CLEAR_BELOW + "\r" + back + WRAP;
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
        put(json ? objects(whole) : "\r" + CLEAR_BELOW + whole + drawn());
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
