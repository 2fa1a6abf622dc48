package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.JobStatus;
import com.handinger.batch.run.StopService;
import com.handinger.batch.run.StopSwitch;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stop JOB}: from another shell. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = {
            "Asks the process that works on this job to stop as after SIGTERM, and waits until it has left.",
            "Exit 0 when nothing works on it any more, 1 when that takes longer than --wait, 2 when there is no ledger."
        },
        footer = {"", "Example:", "  handinger-batch stop jobs/fact-check.yaml"})
final class StopCommand implements Callable<Integer> {

    private final Cli.Ports ports;
    private final StopSwitch stop;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JobOptions options = new JobOptions();

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long to wait until it has left. Default: 30s.")
    private String patience = "";

    StopCommand(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        Duration wait = StartOptions.duration(spec, "--wait", patience);
        JobFile job = options.read(ports.environment(), false);
        Console console = ports.console(false);
        StopService.Answer answer = new StopService(console, stop).execute(job, options.runId, wait);
        console.warn(answer.reason());
        if (options.json) {
            console.data(done(answer));
        }
        return answer.exit().code();
    }

    private String done(StopService.Answer answer) {
        String stopped = answer.runId();
        JobStatus.Run run = stopped == null ? null : options.standing(ports.environment(), stopped);
        return run == null
                ? CheckLines.done(answer.exit(), answer.reason(), (String) null)
                : run.doneLine(answer.exit().code(), answer.reason());
    }
}
