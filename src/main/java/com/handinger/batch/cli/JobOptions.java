package com.handinger.batch.cli;

import com.handinger.batch.input.JobFit;
import com.handinger.batch.jobfile.JobDraft;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.JobFileException;
import com.handinger.batch.jobfile.JobFileReader;
import com.handinger.batch.jobfile.Overrides;
import com.handinger.batch.report.JobStatus;
import com.handinger.batch.run.RunException;
import com.handinger.batch.run.StatusService;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every verb that takes a job file takes. */
final class JobOptions {

    @Parameters(index = "0", paramLabel = "JOB", description = "The job file, for example jobs/fact-check.yaml.")
    Path job = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides a key of the job file: --set limits.credits=9. May repeat.")
    List<String> set = new ArrayList<>();

    @Option(
            names = "--runs-dir",
            paramLabel = "DIR",
            description = "Where runs are kept. Default: HANDINGER_RUNS_DIR, else runs beside the job file.")
    @Nullable
    Path runsDirectory;

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description = "The run of this name; for run an unknown one is a new run.")
    @Nullable
    String runId;

    @Option(
            names = "--sandbox",
            description = "Runs on the embedded sandbox, whatever api.baseUrl says. Costs nothing.")
    boolean sandbox;

    @Option(names = "--json", description = "Standard output gets JSON lines for programs.")
    boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Says more: the cause of an error in full, and every event of a run, here and in run.log.")
    boolean verbose;

    /**
     * Reads the job file.
     *
     * @param header whether the header of the input is looked at, too, and a worker must have been named: both before
     *     rows that were never sent
     * @throws JobFileException with all faults of the job file, and of what the header tells about it
     */
    JobFile read(Map<String, String> environment, boolean header) throws JobFileException {
        JobDraft draft = draft(environment);
        if (header) {
            JobFit.checkHeader(draft);
            draft.checkWorkerNamed();
        } else {
            JobFit.checkTemplates(draft);
        }
        return draft.jobFile();
    }

    /**
     * The same as before rows that were never sent, where a moment for all rows must be to come, too.
     *
     * @param now what it has to come after
     */
    JobFile read(Map<String, String> environment, Instant now) throws JobFileException {
        JobDraft draft = draft(environment);
        JobFit.checkHeader(draft);
        draft.checkWorkerNamed();
        draft.checkDate(now);
        return draft.jobFile();
    }

    /** How a run of the job stands, for a line that tells of it; null where the job file or the ledger cannot be read. */
    JobStatus.@Nullable Run standing(Map<String, String> environment, String run) {
        try {
            return new StatusService(read(environment, false), command("run"))
                    .status(run, false).runs().stream()
                            .filter(shown -> shown.runId().equals(run))
                            .findFirst()
                            .orElse(null);
        } catch (JobFileException | RunException e) {
            return null; // Whatever has to be said is said; the line does without these figures.
        }
    }

    private JobDraft draft(Map<String, String> environment) throws JobFileException {
        return JobFileReader.draft(job, new Overrides(set, runsDirectory, sandbox), environment);
    }

    /** A command for this job with the options as typed, so that it can be pasted. */
    String command(String verb) {
        return line(Program.command() + " " + verb, job, runsDirectory);
    }

    /** The same for whichever folder it is said in. */
    String elsewhere(String verb) {
        Path runs = runsDirectory;
        return line(Program.elsewhere() + " " + verb, absolute(job), runs == null ? null : absolute(runs));
    }

    static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private String line(String verb, Path job, @Nullable Path runs) {
        StringBuilder line = new StringBuilder(verb).append(' ').append(Shell.word(job.toString()));
        set.forEach(value -> line.append(" --set ").append(Shell.word(value)));
        if (runs != null) {
            line.append(" --runs-dir ").append(Shell.word(runs.toString()));
        }
        if (runId != null) {
            line.append(" --run-id ").append(Shell.word(runId));
        }
        if (sandbox) {
            line.append(" --sandbox");
        }
        return line.toString();
    }
}
