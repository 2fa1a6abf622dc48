package com.handinger.batch.progress;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a start, an event a line: in {@code run.log} once the run is known, and on standard error when that
 * is to be read by programs, or with {@code -v}. Threads may share it.
 */
public final class Journal {

    private static final int MOST_HELD = 200;

    private final Screen screen;
    private final boolean json;
    private final boolean verbose;
    private final InstantSource clock;
    private final Deque<Event> held = new ArrayDeque<>();
    private @Nullable LogFile file;

    /**
     * Begins without a file.
     *
     * @param json whether lines are JSON objects
     * @param verbose whether debug events are written, and all events said
     */
    public Journal(Screen screen, boolean json, boolean verbose, InstantSource clock) {
        this.screen = screen;
        this.json = json;
        this.verbose = verbose;
        this.clock = clock;
    }

    /** Goes on in the file of a run; what happened before is written first. */
    public synchronized void open(Path directory) {
        close();
        LogFile opened = new LogFile(directory);
        file = opened;
        held.forEach(event -> write(opened, event));
        held.clear();
    }

    /** A detail, for {@code -v} alone. */
    public void debug(String name, @Nullable Object... fields) {
        if (verbose) {
            add(Event.Level.DEBUG, name, fields);
        }
    }

    /** Whether details are kept. */
    public boolean detailed() {
        return verbose;
    }

    /** Whether events are said on standard error, too. */
    boolean said() {
        return json || verbose;
    }

    /**
     * Something happened.
     *
     * @param fields names and values in turn: text, numbers, booleans; null is left out
     */
    public void info(String name, @Nullable Object... fields) {
        add(Event.Level.INFO, name, fields);
    }

    /** Something happened that a person should know. */
    public void warn(String name, @Nullable Object... fields) {
        add(Event.Level.WARN, name, fields);
    }

    private synchronized void add(Event.Level level, String name, @Nullable Object... fields) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i + 1 < fields.length; i += 2) {
            Object value = fields[i + 1];
            if (value != null) {
                members.put(String.valueOf(fields[i]), value);
            }
        }
        Event event = new Event(clock.instant(), level, name, members);
        if (json) {
            screen.raw(event.json());
        } else if (verbose) {
            screen.stream().println(event.text());
        }
        LogFile log = file;
        if (log != null) {
            write(log, event);
        } else if (held.size() < MOST_HELD) {
            held.add(event);
        }
    }

    /** No start has to end because of its log. */
    private void write(LogFile log, Event event) {
        try {
            log.add(json ? event.json() : event.text());
        } catch (IOException e) {
            file = null;
            screen.stream()
                    .println("run.log cannot be written, and is left as it is: " + e.getMessage()
                            + ". Rows and results are not concerned.");
        }
    }

    /** Nothing more is written to the file. */
    public synchronized void close() {
        LogFile log = file;
        file = null;
        if (log != null) {
            log.close();
        }
    }
}
