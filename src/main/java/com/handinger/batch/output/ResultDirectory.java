package com.handinger.batch.output;

import com.handinger.batch.jobfile.JobFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The folder of a run's files: where it is, and that no other run's files are in it. */
public final class ResultDirectory {

    private static final List<String> RESULTS = List.of(
            ResultFiles.RESULTS_JSONL,
            ResultFiles.RESULTS_CSV,
            ResultFiles.FAILED,
            ResultFiles.UNUSABLE,
            ResultFiles.REJECTED,
            FindingsFile.NAME,
            "summary.json",
            "report.html");

    private static final List<String> LOGS = List.of("run.log", "run.log.1");

    private ResultDirectory() {}

    /** Names of all files that are made for a run, but for {@code run.json} and what tasks published. */
    static List<String> made() {
        return Stream.concat(RESULTS.stream(), LOGS.stream()).toList();
    }

    /**
     * The folder of a run: {@code output.directory} with {@code {run-id}} filled in, or
     * {@code <runs>/<name>/<run-id>}. Different ids lead to different folders.
     */
    public static Path locate(JobFile job, String runId) {
        String template = job.output().directory();
        return template == null
                ? job.runsDirectory().resolve(job.name()).resolve(safe(runId))
                : Path.of(template.replace("{run-id}", safe(runId)));
    }

    /**
     * Makes the folder the run's own: makes it when missing, and writes {@code run.json} unless it is there. To be
     * called before the first result is written.
     *
     * @param overwrite whether the files of another run may go; they are then removed
     * @throws OutputException when the folder holds another run's files, or cannot be written
     */
    public static void claim(Path directory, RunFile run, boolean overwrite) throws OutputException {
        make(directory);
        refuseToReplaceTheInput(directory, run);
        if (overwrite && !belongs(directory, run)) {
            for (String name : RESULTS) {
                remove(directory.resolve(name));
            }
            run.write(directory);
            return;
        }
        RunFile present = RunFile.read(directory);
        if (present == null) {
            refuseStrangers(directory);
            run.write(directory);
        } else if (!present.sameRun(run)) {
            throw new OutputException(directory + " holds the results of run " + present.runId() + " of job "
                    + present.job() + " on " + present.baseUrl() + ", not those of run " + run.runId() + " of job "
                    + run.job() + " on " + run.baseUrl()
                    + ". Put {run-id} into output.directory, choose another one, or set output.overwrite: true to"
                    + " replace them");
        }
    }

    /**
     * Makes a folder the run's own again that was so before: a {@code run.json} that somebody deleted is written anew,
     * and what else is there is the run's.
     *
     * @return whether it had been deleted
     * @throws OutputException when the folder cannot be written
     */
    public static boolean reclaim(Path directory, RunFile run) throws OutputException {
        make(directory);
        if (RunFile.read(directory) != null) {
            return false;
        }
        refuseToReplaceTheInput(directory, run);
        run.write(directory);
        return true;
    }

    /** An earlier {@code failed.jsonl} is a good input, but not where this run would write its own. */
    private static void refuseToReplaceTheInput(Path directory, RunFile run) throws OutputException {
        if (run.inputFile() == null) {
            return;
        }
        Path input = Path.of(run.inputFile()).toAbsolutePath().normalize();
        for (String name : RESULTS) {
            if (input.equals(directory.resolve(name).toAbsolutePath().normalize())) {
                throw new OutputException("the input " + input + " is a file that this run would replace."
                        + " Choose another output.directory, or move the input elsewhere");
            }
        }
    }

    /** Makes the folder when it is missing. */
    static void make(Path directory) throws OutputException {
        if (Files.isDirectory(directory)) {
            return;
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new OutputException(
                    "the folder " + directory + " cannot be made: " + OutputException.reason(e)
                            + ". Choose another output.directory, or give access there",
                    e);
        }
    }

    /** Removes a file that must not mislead; one that is not there is fine. */
    static void remove(Path file) throws OutputException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new OutputException(
                    file + " is out of date and cannot be removed: " + OutputException.reason(e)
                            + ". Remove it by hand",
                    e);
        }
    }

    /** Whether the files in a folder are those of this run. */
    public static boolean belongs(Path directory, RunFile run) {
        try {
            RunFile present = RunFile.read(directory);
            return present != null && present.sameRun(run);
        } catch (OutputException e) {
            return false;
        }
    }

    private static void refuseStrangers(Path directory) throws OutputException {
        for (String name : RESULTS) {
            if (Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw new OutputException(directory + " holds " + name + ", but no " + RunFile.NAME
                        + " that says whose it is. Choose another output.directory, move the file away, or set"
                        + " output.overwrite: true to replace it");
            }
        }
    }

    private static String safe(String runId) {
        return PlainName.of(runId, reserved(runId));
    }

    private static boolean reserved(String runId) {
        String name = runId.toLowerCase(Locale.ROOT);
        return name.isEmpty() || name.equals(LatestPointer.NAME) || name.startsWith("store");
    }
}
