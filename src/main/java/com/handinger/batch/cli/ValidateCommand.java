package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.InputCheck;
import com.handinger.batch.run.StopSwitch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        footer = {
            "",
            "Options of run that say where it runs are accepted, too: --run-id, --runs-dir, --sandbox.",
            "",
            "Example:",
            "  handinger-batch validate jobs/fact-check.yaml"
        })
final class ValidateCommand implements Callable<Integer> {

    private final Cli.Ports ports;
    private final StopSwitch stop;

    @Mixin
    private JobOptions options = new JobOptions();

    ValidateCommand(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        Instant now = Instant.now();
        JobFile job = options.read(ports.environment(), now);
        InputCheck check = InputCheck.of(job, ports.in(), now, stop);
        Console console = ports.console(false);
        List<String> notes = new ArrayList<>(check.notes());
        if (job.worker().template() != null) {
            notes.add("worker.template: the first start makes a worker from it, before any row is sent");
        }
        String unused = job.webhookUnused();
        if (unused != null) {
            notes.add(unused);
        }
        notes.forEach(console::say);
        check.reasons().forEach(row -> console.warn(row.toString()));
        if (check.rejected() > check.reasons().size()) {
            console.warn(
                    "… and " + Counted.of(check.rejected() - check.reasons().size(), "more rejected row"));
        }
        boolean fine = check.rejected() == 0;
        ExitCode exit = fine ? ExitCode.DONE : ExitCode.ROWS;
        String end = fine
                ? job.file() + " is fine: " + Counted.of(check.rows(), "row") + " can be sent"
                : check.rejected() + " of " + Counted.of(check.rows(), "row")
                        + (check.rejected() == check.rows()
                                ? " would be rejected"
                                : " would be rejected; the others can be sent");
        console.warn(end + "\nExit code " + exit.code() + ": "
                + (fine ? "no fault was found" : "a start would reject rows"));
        if (options.json) {
            notes.forEach(note -> console.data(CheckLines.note(note)));
            check.reasons().forEach(row -> console.data(CheckLines.rejected(row)));
            console.data(CheckLines.done(exit, end, check));
        }
        return exit.code();
    }
}
