package com.handinger.batch.run;

import com.handinger.batch.ledger.LedgerHistory;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.TaskSettings;
import com.handinger.batch.task.RowState;

/**
 * The rows of the last run that neither goes on nor takes a change over by sending: they are sent already.
 *
 * @param marks of them
 * @param plain whether the files of a row are left out when it is compared, since they are made by other templates
 */
record KeptRows(RowMarks marks, boolean plain) {

    /** Hex digits of a digest that stand for the columns alone. */
    private static final int COLUMNS = 32;

    static KeptRows none() {
        return new KeptRows(new RowMarks(), false);
    }

    static KeptRows of(LedgerHistory history, RunRecord run, TaskSettings before, TaskSettings now) {
        KeptRows kept = new KeptRows(new RowMarks(), plain(before, now));
        history.rows(run, (key, digest, state) -> {
            if (state != RowState.PENDING) {
                kept.marks.add(key, kept.digest(digest));
            }
        });
        return kept;
    }

    /** Other templates of files are other settings, which change no row. */
    static boolean plain(TaskSettings before, TaskSettings now) {
        return !before.fileTemplates().equals(now.fileTemplates());
    }

    boolean has(String key, String digest) {
        return marks.hasRow(key, digest(digest));
    }

    /** What of a row's digest counts. */
    String digest(String digest) {
        return plain && digest.length() > COLUMNS ? digest.substring(0, COLUMNS) : digest;
    }
}
