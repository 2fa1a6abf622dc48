package com.handinger.batch.cli;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.JobStatus;
import com.handinger.batch.run.RunReport;
import com.handinger.batch.run.RunRequest;
import com.handinger.batch.run.StopSwitch;
import com.handinger.batch.run.WorkerOrder;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code run JOB}: starts or continues. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Starts a run, or continues the one that was stopped: every row becomes one task.",
        footer = {"", "Example:", "  handinger-batch run jobs/fact-check.yaml --sandbox --limit 10"})
final class RunCommand implements Callable<Integer>, Continued {

    private final Cli.Ports ports;
    private final StopSwitch stop;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JobOptions options = new JobOptions();

    @Mixin
    private StartOptions start = new StartOptions();

    @Option(names = "--limit", paramLabel = "N", description = "Works on the first N rows only.")
    private @Nullable Long limit;

    @Option(names = "--range", paramLabel = "A:B", description = "Works on rows A to B only (1-based, inclusive).")
    private @Nullable String range;

    @Option(
            names = "--pilot",
            paramLabel = "N",
            description = "Works on N rows drawn at random, then tells what the others will cost and take, and stops.")
    private @Nullable Integer pilot;

    @Option(
            names = "--resume",
            description =
                    "Continues as loaded, without reading the input again; where the newest run is over, an older one.")
    private boolean resume;

    @Option(names = "--new", description = "Begins a new run: every row is bought anew.")
    private boolean fresh;

    @Option(names = "--abandon", description = "With --new: gives up the unfinished run.")
    private boolean abandon;

    @Option(names = "--accept-changes", description = "Takes over a changed input: sends new and changed rows only.")
    private boolean acceptChanges;

    @Option(
            names = "--look-first",
            description = "Looks every row of a new run up before it is sent: for --run-id where the disk may be lost.")
    private boolean lookFirst;

    @Option(
            names = "--adopt",
            description =
                    "After exit 8 for a lost ledger: looks every row up, and takes over what the server has of this run.")
    private boolean adopt;

    @Option(
            names = "--new-worker",
            description = "Makes another worker from worker.template, whatever became of the one before.")
    private boolean newWorker;

    @Option(
            names = "--adopt-worker",
            paramLabel = "ID",
            description = "Uses this worker as the one that was made from worker.template.")
    private @Nullable String adoptWorker;

    RunCommand(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        JobFile job = options.read(ports.environment(), !resume);
        start.checkIds(job, spec);
        Console console = start.console(ports, spec, options.verbose);
        RunReport report = start.service(ports, options, console).execute(start.named(request(job)), stop);
        new Endings(job, options, start).tell(report, console);
        if (options.json) {
            console.data(report.summary().doneLine());
        }
        return report.exit().code();
    }

    private RunRequest request(JobFile job) {
        return new RunRequest(
                job,
                options.runId,
                choice(),
                abandon,
                rows(),
                start.tolerance(spec),
                start.grace(spec),
                start.lockPatience(spec),
                command(),
                options.command("run") + kept(),
                options.elsewhere("run") + selected() + start.keptElsewhere() + resumed(),
                worker(),
                false);
    }

    private WorkerOrder worker() {
        String id = adoptWorker;
        if (newWorker && id != null) {
            throw fault("--new-worker and --adopt-worker exclude each other");
        }
        if (id != null && id.isBlank()) {
            throw fault("--adopt-worker takes the id of a worker");
        }
        return id == null
                ? newWorker ? new WorkerOrder.Another() : new WorkerOrder.None()
                : new WorkerOrder.Adopt(id.strip());
    }

    /** What continues this start once its run has begun. */
    private String command() {
        return options.command("run") + selected() + kept();
    }

    private String selected() {
        return (limit == null ? "" : " --limit " + limit)
                + (range == null ? "" : " --range " + Shell.word(range))
                + (pilot == null ? "" : " --pilot " + pilot);
    }

    @Override
    public JobStatus.@Nullable Run standing(String run) {
        return options.standing(ports.environment(), run);
    }

    @Override
    public String typed() {
        return command()
                + (fresh ? " --new" : "")
                + (abandon ? " --abandon" : "")
                + (acceptChanges ? " --accept-changes" : "")
                + (lookFirst ? " --look-first" : "")
                + (adopt ? " --adopt" : "")
                + (newWorker ? " --new-worker" : "")
                + (adoptWorker == null ? "" : " --adopt-worker " + Shell.word(adoptWorker));
    }

    /** Should the new run have begun, the same words would give it up. */
    @Override
    public String careful() {
        return fresh ? command() + " --new" : typed();
    }

    private String kept() {
        return start.kept() + resumed();
    }

    private String resumed() {
        return resume ? " --resume" : "";
    }

    private RunRequest.Choice choice() {
        long chosen = Stream.of(resume, fresh, acceptChanges, lookFirst || adopt)
                .filter(given -> given)
                .count();
        if (chosen > 1) {
            throw fault("--resume, --new, --accept-changes and --look-first (or --adopt) exclude each other");
        }
        if (abandon && !fresh) {
            throw fault("--abandon goes with --new");
        }
        if (resume) {
            return RunRequest.Choice.RESUME;
        }
        if (fresh) {
            return RunRequest.Choice.NEW;
        }
        if (lookFirst || adopt) {
            return lookFirst();
        }
        return acceptChanges ? RunRequest.Choice.ACCEPT_CHANGES : RunRequest.Choice.NONE;
    }

    private RunRequest.Choice lookFirst() {
        if (start.noClientIds) {
            throw fault("--no-client-ids leaves nothing to look up: --look-first and --adopt exclude it");
        }
        if (options.runId == null) {
            throw fault((adopt ? "--adopt" : "--look-first")
                    + " goes with --run-id: the tasks of a run without a name of yours have ids that hold its generated"
                    + " one (run.json in its results folder has it)");
        }
        return RunRequest.Choice.LOOK_FIRST;
    }

    private RowRange rows() {
        if (pilot == null) {
            return part();
        }
        if (pilot < 1) {
            throw fault("--pilot takes a number of rows from 1 on, and not " + pilot);
        }
        return part().pilot(pilot);
    }

    private RowRange part() {
        if (limit != null && range != null) {
            throw fault("--limit and --range exclude each other");
        }
        if (limit != null) {
            if (limit < 1) {
                throw fault("--limit takes a number of rows from 1 on, and not " + limit);
            }
            return new RowRange(1, limit);
        }
        return range == null ? RowRange.ALL : range(range);
    }

    private RowRange range(String text) {
        String[] ends = text.split(":", -1);
        try {
            if (ends.length == 2) {
                RowRange rows = new RowRange(Long.parseLong(ends[0]), Long.parseLong(ends[1]));
                if (rows.from() > rows.to()) {
                    throw fault(
                            "--range " + text + " ends before it begins; write the smaller row number first: --range "
                                    + rows.to() + ":" + rows.from());
                }
                if (rows.from() >= 1) {
                    return rows;
                }
            }
        } catch (NumberFormatException e) {
            throw new ParameterException(spec.commandLine(), rangeFault(text), e);
        }
        throw fault(rangeFault(text));
    }

    private static String rangeFault(String text) {
        return "--range takes two row numbers from 1 on such as 1:100, and not \"" + text + "\"";
    }

    private ParameterException fault(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
