package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.JobStatus;
import com.handinger.batch.run.Reopening;
import com.handinger.batch.run.RunReport;
import com.handinger.batch.run.StopSwitch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code retry JOB}: buys rows that failed once more. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = {
            "Gives the rows of the last run that failed a new attempt, as the run was loaded: a new task under a new id.",
            "Unless the old task is known to have ended in error, it is looked up first: one that completed is taken, one"
                    + " that runs is followed, and neither is bought again. What was spent before stays on the books.",
            "Unusable rows (--status unusable) are repaired: a further turn of their own task names the fault, and is paid."
        },
        footer = {"", "Example:", "  handinger-batch retry jobs/fact-check.yaml --keys keys.txt"})
final class RetryCommand implements Callable<Integer>, Continued {

    private final Cli.Ports ports;
    private final StopSwitch stop;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JobOptions options = new JobOptions();

    @Mixin
    private StartOptions start = new StartOptions();

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            split = ",",
            description = "Which rows: failed, unusable, or both (failed,unusable). Default: failed.")
    private List<String> statuses = new ArrayList<>();

    @Option(names = "--keys", paramLabel = "FILE", description = "Only rows whose key is a line of this file.")
    private @Nullable Path keys;

    @Option(
            names = "--fresh",
            description =
                    "Rows with a task that was paid for get a new one, too, which is paid for once more: unusable"
                            + " rows instead of a repair, and lost ones whose task completed and whose answer still cannot be read.")
    private boolean fresh;

    RetryCommand(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        Reopening.Retry retry = new Reopening.Retry(statuses(), keys, fresh);
        JobFile job = options.read(ports.environment(), false);
        Console console = start.console(ports, spec, options.verbose);
        RunReport report = start.service(ports, options, console)
                .execute(start.request(job, options, spec, typed(), elsewhere()), retry, stop);
        new Endings(job, options, start).tell(report, console);
        if (options.json) {
            console.data(report.summary().doneLine());
        }
        return report.exit().code();
    }

    private Set<Reopening.Status> statuses() {
        Set<Reopening.Status> chosen = EnumSet.noneOf(Reopening.Status.class);
        for (String word : statuses.isEmpty() ? List.of("failed") : statuses) {
            chosen.add(status(word.strip()));
        }
        return chosen;
    }

    private Reopening.Status status(String word) {
        for (Reopening.Status status : Reopening.Status.values()) {
            if (status.name().toLowerCase(Locale.ROOT).equals(word)) {
                return status;
            }
        }
        throw fault("--status takes failed, unusable or both (failed,unusable), and not \"" + word + "\"");
    }

    @Override
    public JobStatus.@Nullable Run standing(String run) {
        return options.standing(ports.environment(), run);
    }

    @Override
    public String typed() {
        return line(options.command("retry"), keys) + start.kept();
    }

    private String elsewhere() {
        return line(options.elsewhere("retry"), keys == null ? null : JobOptions.absolute(keys))
                + start.keptElsewhere();
    }

    private String line(String command, @Nullable Path named) {
        StringBuilder line = new StringBuilder(command);
        if (!statuses.isEmpty()) {
            line.append(" --status ").append(Shell.word(String.join(",", statuses)));
        }
        if (named != null) {
            line.append(" --keys ").append(Shell.word(named.toString()));
        }
        return line.append(fresh ? " --fresh" : "").toString();
    }

    private ParameterException fault(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
