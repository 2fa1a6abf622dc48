package com.handinger.batch.run;

import com.handinger.batch.ledger.LedgerDownloads;
import com.handinger.batch.output.PublishedFile;
import java.nio.file.Path;

/**
 * A file that a task published and that is not here yet.
 *
 * @param ordinal position among the files of its task, from 0
 * @param path below the folder of the results, with slashes
 * @param target the same, absolute
 */
record Wanted(LedgerDownloads.Publishing row, int ordinal, PublishedFile file, String path, Path target) {

    /** What is written first; no published name begins with a dot. */
    Path draft() {
        return target.resolveSibling(".part-" + ordinal);
    }
}
