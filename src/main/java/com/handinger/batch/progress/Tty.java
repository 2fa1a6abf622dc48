package com.handinger.batch.progress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Standard error as a terminal. The JDK tells only whether standard input or output is one, and from release 22 on not
 * even that by {@code System.console()}, so the system's shell is asked about the stream itself. Threads may share it.
 */
public final class Tty {

    private static final Size USUAL = new Size(80, 24);
    private static final long PATIENCE_MS = 1000;
    private static final int MOST_BYTES = 64;

    private volatile boolean stale = true;
    private volatile Size size;
    private volatile boolean terminal;

    /** Columns and rows of a terminal, both at least 1. */
    record Size(int columns, int rows) {}

    /** Asks nothing yet. */
    public Tty(Map<String, String> environment) {
        size = new Size(
                number(environment.get("COLUMNS"), USUAL.columns), number(environment.get("LINES"), USUAL.rows));
    }

    /** Somebody has changed its size; for any thread. */
    public void resized() {
        stale = true;
    }

    /** Whether there is a terminal. */
    public boolean there() {
        size();
        return terminal;
    }

    /** Its size by now; what the environment says, else 80 by 24, where it cannot be asked. */
    Size size() {
        if (stale) {
            stale = false;
            Size asked = ask();
            terminal = asked != null;
            size = asked == null ? size : asked;
        }
        return size;
    }

    /** Null when standard error is no terminal, or nobody tells. */
    private @Nullable Size ask() {
        try {
            Process process = new ProcessBuilder("sh", "-c", "test -t 2 && stty size 0<&2")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return null;
            }
            String said = new String(process.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.US_ASCII);
            return process.exitValue() == 0 ? read(said, size) : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Reads rows and columns; a terminal that does not know them says 0. */
    static Size read(String said, Size otherwise) {
        String[] parts = said.strip().split(" ", -1);
        return parts.length != 2
                ? otherwise
                : new Size(number(parts[1], otherwise.columns), number(parts[0], otherwise.rows));
    }

    private static int number(@Nullable String text, int otherwise) {
        return text != null && text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : otherwise;
    }
}
