package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.task.RowState;
import com.handinger.batch.task.ServerHabits;
import com.handinger.batch.task.Span;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said of rows in doubt. Each start looks them up through the whole grace anew, so that one which may not
 * last as long never gets on with them, however often it is repeated.
 */
final class GraceNote {

    private final Duration grace;
    private final @Nullable Duration time;

    GraceNote(JobFile job, ServerHabits habits) {
        Duration told = job.resend().lookupGrace();
        Duration seen = habits.grace();
        grace = told.compareTo(seen) < 0 ? seen : told;
        time = job.limits().time();
    }

    private static long inDoubt(RowCounts counts) {
        return counts.of(RowState.SENDING) + counts.of(RowState.UNKNOWN);
    }

    private static String rows(long count) {
        return Counted.of(count, "row is in doubt", "rows are in doubt");
    }

    /** Said at the start; null when there is nothing to warn of. */
    @Nullable
    String warning(RowCounts counts) {
        long rows = inDoubt(counts);
        return rows == 0 || !tooShort() ? null : "Warning: " + rows(rows) + ". " + cure();
    }

    /** Said at the end of a start that stopped; null when no row is left in doubt. */
    @Nullable
    String remark(RowCounts counts) {
        long rows = inDoubt(counts);
        if (rows == 0) {
            return null;
        }
        return rows(rows)
                + (tooShort()
                        ? ". " + cure()
                        : ": the next start looks " + (rows == 1 ? "it" : "them") + " up, for " + Span.text(grace)
                                + " at most");
    }

    private boolean tooShort() {
        return time != null && time.compareTo(grace) <= 0;
    }

    private String cure() {
        return "A row in doubt is sent again only after its task stayed absent for " + Span.text(grace)
                + " (resend.lookupGrace, or more for a server that shows tasks late) within one start, and holds a slot"
                + " until then. limits.time ends each start after "
                + (time == null ? "" : Span.text(time)) + ", so such rows never get on: say --set limits.time="
                + 2 * grace.toSeconds() + "s, or more";
    }
}
