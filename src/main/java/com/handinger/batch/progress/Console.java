package com.handinger.batch.progress;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;

/**
 * Where a run talks to people (standard error) and to programs (standard output). Threads may share it.
 *
 * @param err standard error, with the block of a bar at its foot
 * @param voice how much is said there
 * @param journal what happened, for the log
 */
public record Console(PrintStream out, Screen err, Voice voice, Journal journal) {

    /**
     * How a person wants to be told.
     *
     * @param quiet whether only errors are said
     * @param colour whether the block has colours
     * @param tty standard error as a terminal
     */
    public record Voice(View view, boolean quiet, boolean colour, Tty tty) {}

    /** Without a terminal. */
    public Console(PrintStream out, PrintStream err, boolean quiet) {
        this(out, new Screen(err), quiet);
    }

    private Console(PrintStream out, Screen err, boolean quiet) {
        this(
                out,
                err,
                new Voice(View.PLAIN, quiet, false, new Tty(Map.of())),
                new Journal(err, false, false, InstantSource.system()));
    }

    /** Says something that helps to follow the run; silent with {@code quiet}. */
    public void say(String line) {
        if (!voice.quiet) {
            warn(line);
        }
    }

    /** Says what must be read. */
    public void warn(String line) {
        err.stream().println(Legible.of(line));
    }

    /** Writes data for people. */
    public void show(String text) {
        out.println(Legible.of(text));
    }

    /** Writes one line of data for programs. */
    public void data(String line) {
        out.println(line);
    }

    /** Draws how it stands at the foot of the terminal. */
    void show(Figures figures) {
        Tty.Size size = voice.tty.size();
        err.show(new Block(size.columns(), size.rows(), voice.colour).lines(figures));
    }

    /** Takes that away. */
    void unshow() {
        err.clear();
    }
}
