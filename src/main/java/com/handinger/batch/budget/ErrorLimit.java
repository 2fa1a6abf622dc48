package com.handinger.batch.budget;

import java.util.LinkedHashMap;
import java.util.Map;

/** How many rows may end badly before a start stops. Counts from its own beginning. For one thread. */
public final class ErrorLimit {

    /** A share means nothing while fewer rows have settled. */
    public static final int SHARE_FROM = 50;

    private static final int WHOLE = 100;

    private static final class Tally {
        private final String example;
        private long rows;

        Tally(String example) {
            this.example = example;
        }
    }

    private final long most;
    private final boolean share;
    private final Map<String, Tally> reasons = new LinkedHashMap<>();
    private long settled;
    private long bad;

    /**
     * Begins to count.
     *
     * @param most rows that may end badly, or, as a share, percent of the rows that settle
     */
    public ErrorLimit(long most, boolean share) {
        this.most = most;
        this.share = share;
    }

    /** A row ended well. */
    public void good() {
        settled++;
    }

    /**
     * A row ended badly.
     *
     * @param reason the same for all rows that ended for the same reason
     * @param example this row and what was said of it
     */
    public void bad(String reason, String example) {
        settled++;
        bad++;
        reasons.computeIfAbsent(reason, first -> new Tally(example)).rows++;
    }

    /** Whether more rows ended badly than may. */
    public boolean exceeded() {
        return share ? settled >= SHARE_FROM && bad * WHOLE > most * settled : bad > most;
    }

    /** How many rows ended badly, and why most of them did. */
    public String text() {
        String worst = "";
        Tally most = new Tally("");
        for (Map.Entry<String, Tally> reason : reasons.entrySet()) {
            if (reason.getValue().rows > most.rows) {
                worst = reason.getKey();
                most = reason.getValue();
            }
        }
        return bad + (settled == 1 ? " of the 1 row" : " of the " + settled + " rows")
                + " that settled since this start failed or "
                + (bad == 1 ? "is" : "are") + " unusable, more than "
                + (share ? this.most + "%" : String.valueOf(this.most)) + " (limits.errors); most often, "
                + (most.rows == 1 ? "once" : most.rows + " times")
                + ": " + worst + ", such as " + most.example;
    }
}
