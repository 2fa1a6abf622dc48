package com.handinger.batch.progress;

import java.io.PrintStream;

/**
 * Where a run talks to people (standard error) and to programs (standard output). Threads may share it.
 *
 * @param quiet whether only errors are said
 */
public record Console(PrintStream out, PrintStream err, boolean quiet) {

    /** Says something that helps to follow the run; silent with {@code quiet}. */
    public void say(String line) {
        if (!quiet) {
            err.println(line);
        }
    }

    /** Says what must be read. */
    public void warn(String line) {
        err.println(line);
    }

    /** Writes one line of data. */
    public void data(String line) {
        out.println(line);
    }
}
