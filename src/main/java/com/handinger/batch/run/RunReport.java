package com.handinger.batch.run;

import com.handinger.batch.report.Summary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a start ended.
 *
 * @param exit the exit code
 * @param meaning what it says, for people
 * @param summary the same in figures
 * @param held how many rows there are about which a person has to decide
 * @param heldKeys the keys of the first few of them
 * @param repairable how many unusable rows there are whose task can be asked once more
 * @param enough a credit limit that is about enough for the rows that are left; null while no price is known
 */
public record RunReport(
        ExitCode exit,
        String meaning,
        Summary summary,
        long held,
        List<String> heldKeys,
        long repairable,
        @Nullable Long enough) {

    /** Copies the list. */
    public RunReport {
        heldKeys = List.copyOf(heldKeys);
    }
}
