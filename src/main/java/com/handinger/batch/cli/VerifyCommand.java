package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.AuditReport;
import com.handinger.batch.report.AuditText;
import com.handinger.batch.report.JobStatus;
import com.handinger.batch.run.StopSwitch;
import com.handinger.batch.run.VerifyRequest;
import com.handinger.batch.run.VerifyService;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code verify JOB}: the audit against the server. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Audits the newest run, or the one of --run-id, against the server: each task that the ledger knows is read"
                    + " and compared.",
            "Sends nothing, buys nothing; costs one read for each attempt, within limits.requestsPerMinute. A stopped"
                    + " audit goes on where it was when the same command is said again.",
            "Exit code 0: server and ledger agree. 1: there are findings; all of them are in verify.jsonl."
        },
        footer = {"", "Example:", "  handinger-batch verify jobs/fact-check.yaml --sample 500"})
final class VerifyCommand implements Callable<Integer>, Continued {

    private final Cli.Ports ports;
    private final StopSwitch stop;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JobOptions options = new JobOptions();

    @Option(names = "--sample", paramLabel = "N", description = "Reads N attempts by chance instead of all.")
    private @Nullable Integer sample;

    @Option(names = "--seed", paramLabel = "S", description = "With --sample: draws the same ones as that time.")
    private @Nullable Long seed;

    @Mixin
    private LockPatience lock = new LockPatience();

    @Option(names = "--quiet", description = "Says nothing but errors, findings and the end.")
    private boolean quiet;

    VerifyCommand(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        if (sample != null && sample < 1) {
            throw fault("--sample takes a number of attempts from 1 on, and not " + sample);
        }
        if (seed != null && sample == null) {
            throw fault("--seed goes with --sample");
        }
        Duration patience = lock.of(spec);
        JobFile job = options.read(ports.environment(), false);
        Console console = ports.console(quiet);
        AuditReport report = new VerifyService(console, ports.environment(), options.json)
                .execute(new VerifyRequest(job, options.runId, sample, seed, patience, typed()), stop);
        console.warn(AuditText.of(report));
        if (options.json) {
            report.findingLines().forEach(console::data);
            console.data(report.auditLine());
            console.data(report.doneLine());
        }
        return report.exit();
    }

    @Override
    public JobStatus.@Nullable Run standing(String run) {
        return options.standing(ports.environment(), run);
    }

    @Override
    public String typed() {
        return options.command("verify")
                + (sample == null ? "" : " --sample " + sample)
                + (seed == null ? "" : " --seed " + seed);
    }

    private ParameterException fault(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
