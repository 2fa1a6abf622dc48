package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.LedgerPrunes;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.output.FormerFolder;
import com.handinger.batch.output.LatestPointer;
import com.handinger.batch.output.ResultDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files of runs that are to go: which of them may, and where {@code latest} points meanwhile. */
final class FormerFiles {

    private final JobFile job;
    private final Path jobDirectory;
    private final LedgerPrunes prunes;
    private final Set<Path> spared = new HashSet<>();
    private final Set<Path> used = new HashSet<>();
    private final Map<Integer, Found> found = new LinkedHashMap<>();
    private @Nullable Path newest;

    /**
     * What was found of a run's files.
     *
     * @param folder null when none of them goes
     * @param remark why they stay; null when they go
     */
    record Found(@Nullable FormerFolder folder, @Nullable String remark) {}

    /** Looks at what other runs of the store use. */
    FormerFiles(JobFile job, OpenStore store, List<RunRecord> going) {
        this.job = job;
        jobDirectory = job.runsDirectory().resolve(job.name());
        prunes = new LedgerPrunes(store.jdbc(), store.transactions());
        spared.add(job.file().toAbsolutePath().normalize());
        Path input = job.input().file();
        if (input != null) {
            spared.add(input.toAbsolutePath().normalize());
        }
        LedgerRuns runs = new LedgerRuns(store.jdbc());
        runs.others(job.name()).forEach(run -> used.add(real(Path.of(run.directory()))));
        for (RunRecord run : runs.all(job.name())) {
            if (!going.contains(run)) {
                Path directory = Path.of(run.directory());
                used.add(real(directory));
                newest = newest == null && Files.isDirectory(directory) ? directory : newest;
            }
        }
    }

    /** The files of a run; null when it has no folder any more. */
    @Nullable
    Found of(RunRecord run) {
        if (!found.containsKey(run.number())) {
            Found files = look(run, Path.of(run.directory()));
            // The folder of all runs may have been moved since.
            Found moved = files == null ? look(run, ResultDirectory.locate(job, run.id())) : files;
            if (moved != null) {
                found.put(run.number(), moved);
            }
        }
        return found.get(run.number());
    }

    private @Nullable Found look(RunRecord run, Path directory) {
        if (!Files.isDirectory(directory)) {
            return null;
        }
        if (used.contains(real(directory))) {
            return new Found(null, "its folder is another run's too, and stays: " + directory);
        }
        FormerFolder folder = new FormerFolder(directory, spared);
        if (!folder.isOf(job.name(), run.id(), run.baseUrl())) {
            return new Found(null, "its folder has no run.json that names this run, and stays: " + directory);
        }
        prunes.downloads(run, folder::published);
        return new Found(folder, null);
    }

    /** Removes the files of a run; before that {@code latest} leads elsewhere. */
    void remove(RunRecord run) throws IOException {
        Found files = of(run);
        FormerFolder folder = files == null ? null : files.folder();
        if (folder == null) {
            return;
        }
        Path target = LatestPointer.target(jobDirectory);
        if (target != null && real(target).equals(real(folder.directory()))) {
            if (newest == null) {
                LatestPointer.remove(jobDirectory);
            } else {
                LatestPointer.point(jobDirectory, newest);
            }
        }
        folder.remove();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
