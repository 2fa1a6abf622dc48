package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.JobStatus;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.StatusService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status JOB}: from another shell, or afterwards. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows how a job stands: rows by state, credits spent and reserved, pace, and what it waits for.",
            "Works while a run holds the store; sends nothing and writes nothing."
        },
        footer = {
            "",
            "Exit code 0: shown; 2: there is no ledger, or no such run; 7: a process holds it that says nothing.",
            "",
            "Example:",
            "  handinger-batch status jobs/fact-check.yaml"
        })
final class StatusCommand implements Callable<Integer> {

    private final Cli.Ports ports;

    @Mixin
    private JobOptions options = new JobOptions();

    @Option(names = "--all", description = "Lists every run of the job, the latest first.")
    private boolean all;

    StatusCommand(Cli.Ports ports) {
        this.ports = ports;
    }

    @Override
    public Integer call() throws Exception {
        JobFile job = options.read(ports.environment(), false);
        Console console = ports.console(false);
        JobStatus status = new StatusService(job, options.command("run")).status(options.runId, all);
        if (options.json) {
            console.data(status.line());
        } else {
            console.show(status.text());
        }
        return ExitCode.DONE.code();
    }
}
