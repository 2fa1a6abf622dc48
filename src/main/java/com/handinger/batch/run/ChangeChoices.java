package com.handinger.batch.run;

import com.handinger.batch.progress.Counted;
import com.handinger.batch.report.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a person may choose from when the job file or its input is no longer what a run was loaded from, with the rows
 * and credits of each choice: the words of {@code run}, which asks, and of {@code plan}, which says so before.
 *
 * @param open whether the run is unfinished
 * @param named whether the person named the run
 * @param sameSettings whether the input alone changed
 * @param each what one task of the run cost on average; null when none has ended
 * @param row what a row is called
 */
record ChangeChoices(
        boolean open,
        boolean named,
        boolean sameSettings,
        @Nullable Double each,
        String row) {

    /**
     * Rows.
     *
     * @param toSend that are sent when the change is taken over
     * @param toBuy that are sent when all are bought anew
     * @param left of the run as it was loaded
     */
    record Rows(long toSend, long toBuy, long left) {}

    /** @param command what says it, without a choice */
    List<Plan.Choice> of(String command, Rows rows) {
        List<Plan.Choice> choices = new ArrayList<>();
        choices.add(choice(
                command + " --accept-changes",
                "goes on with that run and sends " + priced(rows.toSend) + "; what is paid stays paid"
                        + (sameSettings ? "" : ", whatever settings it was made with"),
                rows.toSend));
        choices.add(anew(command, rows.toBuy));
        if (open) {
            choices.add(choice(
                    command + " --resume",
                    "finishes that run as it was loaded: sends " + priced(rows.left),
                    rows.left));
        }
        return choices;
    }

    /** The choice that buys all. */
    Plan.Choice anew(String command, long toBuy) {
        String buys = "buys " + (toBuy == 1 ? "" : "all ") + count(toBuy) + " anew" + price(toBuy);
        return named
                ? choice("the same with another --run-id", "leaves that run as it is and " + buys, toBuy)
                : choice(
                        command + " --new" + (open ? " --abandon" : ""),
                        (open ? "gives that run up and " : "") + buys,
                        toBuy);
    }

    private Plan.Choice choice(String command, String does, long rows) {
        return new Plan.Choice(command, does, rows, rows == 0 ? Long.valueOf(0) : credits(rows));
    }

    private String priced(long rows) {
        return count(rows) + price(rows);
    }

    private String count(long rows) {
        return Counted.of(rows, row);
    }

    private @Nullable Long credits(long rows) {
        return each == null ? null : Long.valueOf(Math.round(Math.ceil(each * rows)));
    }

    private String price(long rows) {
        Long credits = credits(rows);
        if (rows == 0) {
            return "";
        }
        return credits == null
                ? " (credits unknown: no task of that run has ended)"
                : String.format(Locale.ROOT, " (about %d credits, at %.1f a task so far)", credits, each);
    }
}
