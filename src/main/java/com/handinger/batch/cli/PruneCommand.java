package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.report.JobStatus;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.PruneReport;
import com.handinger.batch.run.PruneRequest;
import com.handinger.batch.run.PruneService;
import com.handinger.batch.run.StopSwitch;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code prune JOB}: forgets old runs. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = {
            "Removes all but the last N finished runs of the job (of each server that it ran on) from the ledger, and the"
                    + " result files that were made for them. Asks first. Talks to no server.",
            "A run stays, whatever N is, while it is not finished or was abandoned, while rows of it are unresolved, or"
                    + " when it made schedules. So does every file that this program did not make, and a folder that"
                    + " another run uses.",
            "The name of a run that is gone is never used again; what it answered, paid for and may have paid twice can"
                    + " no longer be looked at."
        },
        footer = {
            "",
            "Exit code 0: removed, or nothing to remove; 2: there is no ledger; 6: stopped, the same command goes on; 7:"
                    + " another process works on the job; 8: it was not agreed to.",
            "",
            "Example:",
            "  handinger-batch prune jobs/fact-check.yaml --keep-last 7 --dry-run"
        })
final class PruneCommand implements Callable<Integer>, Continued {

    private final Cli.Ports ports;
    private final StopSwitch stop;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JobOptions options = new JobOptions();

    @Mixin
    private Yes yes = new Yes();

    @Option(
            names = "--keep-last",
            required = true,
            paramLabel = "N",
            description = "How many finished runs stay, at least 1: without the last one, the next start would buy"
                    + " everything anew.")
    private int keepLast;

    @Option(names = "--dry-run", description = "Says what would go, and removes nothing.")
    private boolean dryRun;

    @Mixin
    private LockPatience lock = new LockPatience();

    PruneCommand(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        if (keepLast < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--keep-last takes a number from 1 on, and not " + keepLast
                            + ": without its last run the job would buy everything anew");
        }
        Duration patience = lock.of(spec);
        JobFile job = options.read(ports.environment(), false);
        PruneRequest request = new PruneRequest(job, options.runId, keepLast, dryRun, patience);
        PruneReport report = new PruneService(ports.console(false), request, stop)
                .execute(what -> Consent.of(ports, yes.said).ask(what));
        String reason = reason(report);
        ports.console(false).warn(reason);
        if (options.json) {
            CheckLines.pruned(report, !dryRun).forEach(ports.out()::println);
            ports.out().println(CheckLines.done(ExitCode.DONE, reason, (String) null));
        }
        return ExitCode.DONE.code();
    }

    private String reason(PruneReport report) {
        if (report.runs().isEmpty()) {
            return "Nothing to prune.";
        }
        return dryRun
                ? "Would remove " + report.sum() + ". Nothing was removed."
                : "Removed " + report.sum() + ". The store had " + Counted.bytes(report.before()) + " and has "
                        + Counted.bytes(report.after()) + ".";
    }

    @Override
    public JobStatus.@Nullable Run standing(String run) {
        return options.standing(ports.environment(), run);
    }

    @Override
    public String typed() {
        return options.command("prune") + " --keep-last " + keepLast + (yes.said ? " --yes" : "")
                + (dryRun ? " --dry-run" : "") + lock.kept();
    }
}
