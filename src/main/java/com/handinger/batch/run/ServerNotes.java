package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.ServerTable;
import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.pacing.PaceReport;
import com.handinger.batch.task.ServerHabits;
import java.time.Instant;

/** What the store knows of the server of a start; written again whenever more was found out. For one thread. */
final class ServerNotes {

    private final ServerTable table;
    private final String baseUrl;
    private ServerHabits kept;
    private PaceMemory pace;
    private int cuts;

    ServerNotes(OpenStore store, String baseUrl) {
        table = new ServerTable(store.jdbc());
        this.baseUrl = baseUrl;
        kept = table.habits(baseUrl);
        pace = table.pace(baseUrl);
    }

    /** What an earlier start learned of its pace. */
    PaceMemory pace() {
        return pace;
    }

    /** What is known so far. */
    ServerHabits known() {
        return kept;
    }

    /**
     * What is known of a server that may be sent to.
     *
     * @param needed whether ids of ours are sent, so that it matters
     * @throws RunException exit 4 when it was found out that it does not keep the ids it is given
     */
    ServerHabits trusted(JobFile job, boolean needed) throws RunException {
        if (needed && kept.ignored()) {
            throw new RunException(
                    ExitCode.FATAL,
                    baseUrl + " does not keep the task ids it is given, as an earlier start found out: what got lost on"
                            + " the way could not be found again. Nothing was sent. When that has changed, let the"
                            + " server be asked again, which costs one task: handinger-batch doctor " + job.file()
                            + " --spend. To go on without ids of ours, say --no-client-ids: then what gets lost on the way is"
                            + " never found, and never sent again");
        }
        return kept;
    }

    /** Writes down what is new. */
    void keep(ServerHabits habits) {
        if (!habits.equals(kept)) {
            table.note(baseUrl, habits, Instant.now().toString());
            kept = habits;
        }
    }

    /** Writes down the pace as soon as a refusal told something of it; growth waits for the end. */
    void keep(PaceReport report, boolean atEnd) {
        if ((atEnd || report.cuts() != cuts) && !report.memory().equals(pace)) {
            pace = report.memory();
            table.note(baseUrl, pace, Instant.now().toString());
        }
        cuts = report.cuts();
    }
}
