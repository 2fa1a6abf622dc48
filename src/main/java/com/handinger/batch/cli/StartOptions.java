package com.handinger.batch.cli;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.Units;
import com.handinger.batch.progress.Console;
import com.handinger.batch.progress.Journal;
import com.handinger.batch.progress.View;
import com.handinger.batch.run.RunRequest;
import com.handinger.batch.run.RunService;
import com.handinger.batch.run.Tolerance;
import com.handinger.batch.run.WorkerOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What the verbs take that start or go on with a run. */
final class StartOptions {

    @Option(names = "--tolerate", paramLabel = "N|N%", description = "So many rows may end badly without exit code 1.")
    private String tolerate = "0";

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "8s",
            description = "How long a stop waits for answers. Default: 8s.")
    private String grace = "";

    @Mixin
    private LockPatience lock = new LockPatience();

    @Option(
            names = "--yes",
            description =
                    "Agrees to whatever it costs where limits.credits is missing, and to a foreign webhook giving way until"
                            + " the start ends. Answers nothing else.")
    private boolean yes;

    @Option(
            names = "--no-client-ids",
            description = "For a server that keeps no ids of ours: sends tasks without them. What gets lost on the way"
                    + " is never found, and never sent again.")
    boolean noClientIds;

    @Option(
            names = "--quiet",
            description = "Says nothing but errors, warnings, and an end that leaves something to do.")
    private boolean quiet;

    @Option(
            names = "--progress",
            paramLabel = "auto|bar|plain|none",
            completionCandidates = Choices.Progress.class,
            description =
                    "A block at the foot of the terminal (bar), a line now and then (plain), or nothing but start,"
                            + " warnings and end (none). Default: bar on a terminal, else plain.")
    private Wanted progress = Wanted.AUTO;

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            completionCandidates = Choices.Log.class,
            description = "How run.log is written. With json every line on standard error is a JSON object, too."
                    + " Default: text.")
    private LogFormat logFormat = LogFormat.TEXT;

    @Option(
            names = "--metrics-file",
            paramLabel = "FILE",
            description = "Keeps the figures of the start in this file, for the textfile collector of Prometheus' node"
                    + " exporter, which reads names that end in .prom.")
    private @Nullable Path metricsFile;

    private enum LogFormat {
        TEXT,
        JSON
    }

    private enum Wanted {
        AUTO,
        BAR,
        PLAIN,
        NONE
    }

    /**
     * Where the start is told of, as it was asked for.
     *
     * @param verbose whether details are said
     */
    Console console(Cli.Ports ports, CommandSpec spec, boolean verbose) {
        boolean json = logFormat == LogFormat.JSON;
        if (json && progress == Wanted.BAR) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--progress bar and --log-format json exclude each other: leave one of them out");
        }
        return ports.console(view(ports), quiet, new Journal(ports.screen(), json, verbose, InstantSource.system()));
    }

    /** What makes the start. */
    RunService service(Cli.Ports ports, JobOptions options, Console console) {
        return new RunService(
                console, ports.environment(), ports.in(), options.json, Terminal.of(ports, yes), metricsFile);
    }

    private View view(Cli.Ports ports) {
        return switch (progress) {
            case AUTO -> !quiet && logFormat == LogFormat.TEXT && redrawable(ports) ? View.BAR : View.PLAIN;
            case BAR -> quiet ? View.NONE : View.BAR;
            case PLAIN -> View.PLAIN;
            case NONE -> View.NONE;
        };
    }

    /** A terminal that can move its cursor, with a person before it. */
    private static boolean redrawable(Cli.Ports ports) {
        Map<String, String> environment = ports.environment();
        return !environment.getOrDefault("TERM", "").equals("dumb")
                && environment.getOrDefault("CI", "").isEmpty()
                && ports.tty().there();
    }

    /**
     * A start over the rows that are opened again, as the run was loaded.
     *
     * @param command what continues it
     * @param elsewhere the same for whichever folder it is said in
     */
    RunRequest request(JobFile job, JobOptions options, CommandSpec spec, String command, String elsewhere) {
        checkIds(job, spec);
        return new RunRequest(
                job,
                options.runId,
                RunRequest.Choice.RESUME,
                false,
                RowRange.REOPENED,
                tolerance(spec),
                grace(spec),
                lockPatience(spec),
                command,
                options.command("run") + kept(),
                elsewhere,
                new WorkerOrder.None(),
                noClientIds);
    }

    /** The request with or without ids of ours. */
    RunRequest named(RunRequest request) {
        return noClientIds ? request.withoutIds() : request;
    }

    /** Without ids there is nothing but the answer to the send. */
    void checkIds(JobFile job, CommandSpec spec) {
        if (noClientIds && job.task().continues() != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--no-client-ids sends tasks without ids, and task.continues of the job adds turns to tasks, which"
                            + " takes their ids; leave one of them out");
        }
        boolean held = job.completion() == JobFile.Completion.AUTO || job.completion() == JobFile.Completion.BLOCK;
        if (noClientIds && !held) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--no-client-ids waits for the answer to each send, and the job says completion: "
                            + job.completion().name().toLowerCase(Locale.ROOT)
                            + "; say --set completion=block, or leave it out");
        }
    }

    /** What a printed command keeps of these options. */
    String kept() {
        return kept(metricsFile);
    }

    /** The same for whichever folder it is said in. */
    String keptElsewhere() {
        return kept(metricsFile == null ? null : JobOptions.absolute(metricsFile));
    }

    private String kept(@Nullable Path file) {
        return (tolerate.equals("0") ? "" : " --tolerate " + Shell.word(tolerate))
                + (noClientIds ? " --no-client-ids" : "")
                + (file == null ? "" : " --metrics-file " + Shell.word(file.toString()));
    }

    Duration grace(CommandSpec spec) {
        return duration(spec, "--grace", grace);
    }

    Duration lockPatience(CommandSpec spec) {
        return lock.of(spec);
    }

    Tolerance tolerance(CommandSpec spec) {
        try {
            return Tolerance.parse(tolerate);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** A time with its unit. */
    static Duration duration(CommandSpec spec, String option, String text) {
        Duration duration = Units.duration(text);
        if (duration == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " takes a time with its unit such as 30s or 10m, and not \"" + text + "\"");
        }
        return duration;
    }
}
