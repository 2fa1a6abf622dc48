package com.handinger.batch.run;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code prune} removed, or would remove.
 *
 * @param runs those that go, the latest first
 * @param kept those that are older than what was to be kept, and stay for a reason
 * @param before bytes of the store
 * @param after bytes of the store when it was closed
 */
public record PruneReport(List<Former> runs, List<Stays> kept, long before, long after) {

    /**
     * A run that goes.
     *
     * @param rows its rows
     * @param credits what was paid for them
     * @param bytes size of the files that go
     * @param directory where they are; null when none of them goes
     * @param remark why files stay; null when all go
     */
    public record Former(
            String id,
            String baseUrl,
            String createdAt,
            long rows,
            long credits,
            long bytes,
            @Nullable String directory,
            @Nullable String remark) {

        /** For people. */
        String line() {
            return "  " + id + "  begun " + createdAt + ": " + count(rows, "row") + ", " + count(credits, "credit")
                    + ", "
                    + size(bytes) + (directory == null ? "" : " in " + directory)
                    + (remark == null ? "" : "\n    " + remark);
        }
    }

    /** A run that stays for a reason. */
    public record Stays(String id, String reason) {}

    /** Rows of all runs that go. */
    public long rows() {
        return runs.stream().mapToLong(Former::rows).sum();
    }

    /** What was paid for them. */
    public long credits() {
        return runs.stream().mapToLong(Former::credits).sum();
    }

    /** Size of their files. */
    public long bytes() {
        return runs.stream().mapToLong(Former::bytes).sum();
    }

    /** All of it in a few words. */
    public String sum() {
        return count(runs.size(), "run") + " with " + count(rows(), "row") + ", for which " + count(credits(), "credit")
                + (credits() == 1 ? " was" : " were") + " paid, and " + size(bytes()) + " of result files";
    }

    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** Bytes as people read them. */
    public static String size(long bytes) {
        return bytes < 1000
                ? bytes + " B"
                : bytes < 1_000_000
                        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
