package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.LedgerDownloads;
import com.handinger.batch.ledger.LedgerDownloads.Fetched;
import com.handinger.batch.ledger.LedgerDownloads.Publishing;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.output.FileNames;
import com.handinger.batch.output.PublishedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Goes through the files of a run, a page of rows at a time, and finds those that are not here. For one thread. */
final class WantedFiles {

    private final LedgerDownloads ledger;
    private final RunRecord run;
    private final JobFile.Output.Downloads bounds;
    private final BiConsumer<Wanted, String> refuse;
    private final Deque<Publishing> page = new ArrayDeque<>();
    private final Deque<Wanted> wanted = new ArrayDeque<>();
    private long last;
    private long present;
    private boolean over;

    /** @param refuse takes files that are not to be fetched, with the reason */
    WantedFiles(
            LedgerDownloads ledger, RunRecord run, JobFile.Output.Downloads bounds, BiConsumer<Wanted, String> refuse) {
        this.ledger = ledger;
        this.run = run;
        this.bounds = bounds;
        this.refuse = refuse;
    }

    /** Files that are in their place, of those that were passed so far. */
    long present() {
        return present;
    }

    /** The next file; null when there is none. */
    @Nullable
    Wanted next() throws IOException {
        while (wanted.isEmpty() && !over) {
            if (page.isEmpty()) {
                page.addAll(ledger.after(run, last));
                over = page.isEmpty();
            } else {
                Publishing row = page.remove();
                last = row.number();
                visit(row);
            }
        }
        return wanted.poll();
    }

    private void visit(Publishing row) throws IOException {
        Path folder = Path.of(run.directory());
        String below = FileNames.FOLDER + "/" + FileNames.folder(row.key()) + "/";
        FileNames names = new FileNames();
        List<Wanted> all = new ArrayList<>();
        for (PublishedFile file : PublishedFile.of(row.files())) {
            String path = below + names.next(file.name());
            all.add(new Wanted(row, all.size(), file, path, folder.resolve(path)));
        }
        List<Fetched> fetched = ledger.fetched(row.rowId());
        clear(folder, row, all, fetched);
        for (Wanted one : all) {
            if (isHere(one, fetched)) {
                present++;
            } else {
                String refusal = refusal(one);
                if (refusal == null) {
                    wanted.add(one);
                } else {
                    refuse.accept(one, refusal);
                }
            }
        }
    }

    private @Nullable String refusal(Wanted one) {
        if (one.ordinal() >= bounds.maxFiles()) {
            return "the task published more files than output.downloads.maxFiles (" + bounds.maxFiles() + ")";
        }
        Long size = one.file().size();
        return size != null && size > bounds.maxBytes()
                ? "it has " + size + " bytes, more than output.downloads.maxBytes (" + bounds.maxBytes() + ")"
                : null;
    }

    private static boolean isHere(Wanted one, List<Fetched> fetched) throws IOException {
        for (Fetched known : fetched) {
            if (known.attempt() == one.row().attempt()
                    && known.ordinal() == one.ordinal()
                    && known.url().equals(one.file().url())
                    && known.path().equals(one.path())) {
                return Files.isRegularFile(one.target()) && Files.size(one.target()) == known.bytes();
            }
        }
        return false;
    }

    /** What an earlier attempt of the row published is not what its result speaks of. */
    private void clear(Path folder, Publishing row, List<Wanted> all, List<Fetched> fetched) throws IOException {
        for (Fetched old : fetched) {
            if (old.attempt() != row.attempt()) {
                boolean inUse = all.stream().anyMatch(one -> one.path().equals(old.path()));
                if (!inUse) {
                    Files.deleteIfExists(folder.resolve(old.path()));
                }
                ledger.forget(row, old);
            }
        }
    }
}
