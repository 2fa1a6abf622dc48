package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.InputCheck;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code validate JOB}: every fault, nothing sent. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = {
            "Shows every fault of a job file (exit 2) and of its input (exit 1).",
            "Sends nothing, writes nothing, spends nothing."
        },
        footer = {"", "Example:", "  handinger-batch validate jobs/fact-check.yaml"})
final class ValidateCommand implements Callable<Integer> {

    private final Cli.Ports ports;

    @Mixin
    private JobOptions options = new JobOptions();

    ValidateCommand(Cli.Ports ports) {
        this.ports = ports;
    }

    @Override
    public Integer call() throws Exception {
        JobFile job = options.read(ports.environment());
        InputCheck check = InputCheck.of(job, ports.in());
        Console console = ports.console(false);
        check.notes().forEach(console::say);
        check.reasons().forEach(console::warn);
        if (check.rejected() > check.reasons().size()) {
            console.warn("… and " + (check.rejected() - check.reasons().size()) + " more rejected rows");
        }
        console.warn(
                check.rejected() == 0
                        ? job.file() + " is fine: " + check.rows() + " rows can be sent"
                        : check.rejected() + " of " + check.rows() + " rows would be rejected; the others can be sent");
        return check.rejected() == 0 ? ExitCode.DONE.code() : ExitCode.ROWS.code();
    }
}
