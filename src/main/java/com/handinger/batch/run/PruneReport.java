package com.handinger.batch.run;

import com.handinger.batch.progress.Counted;
import java.util.List;
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
            return "  " + id + "  begun " + createdAt + ": " + Counted.of(rows, "row") + ", "
                    + Counted.of(credits, "credit")
                    + ", "
                    + Counted.bytes(bytes) + (directory == null ? "" : " in " + directory)
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
        return Counted.of(runs.size(), "run") + " with " + Counted.of(rows(), "row") + ", for which "
                + Counted.of(credits(), "credit") + (credits() == 1 ? " was" : " were") + " paid, and "
                + Counted.bytes(bytes()) + " of result files";
    }
}
