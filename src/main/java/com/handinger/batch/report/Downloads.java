package com.handinger.batch.report;

import java.util.List;
import java.util.Locale;

/**
 * Files that tasks published. Immutable.
 *
 * @param present files in their place
 * @param fetched those of them that this start fetched
 * @param bytes of the files that this start fetched
 * @param missing files that this start could not or would not fetch
 * @param first the first of those
 */
public record Downloads(long present, long fetched, long bytes, long missing, List<Missing> first) {

    /** So many missing files are named. */
    public static final int NAMED = 100;

    /** Copies the list. */
    public Downloads {
        first = List.copyOf(first);
    }

    /** A file that is not there, and why. */
    public record Missing(long row, String key, String file, String url, String reason) {}

    /** For people. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "Files of tasks: %d fetched (%,d bytes), %d in place%s",
                fetched,
                bytes,
                present,
                missing == 0 ? "" : ", " + missing + " missing");
    }
}
