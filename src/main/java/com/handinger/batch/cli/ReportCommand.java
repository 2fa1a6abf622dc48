package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.Written;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.ReportService;
import com.handinger.batch.run.StopSwitch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code report JOB}: the HTML report, any time. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the HTML report of the newest run, or of the one of --run-id: one page that needs no network, with"
                    + " progress, pace, credits, failures and a searchable table of rows. Every start writes it at its"
                    + " end, too.",
            "Works at any time, also while a run holds the store (its process makes a copy to read). Sends nothing."
        },
        footer = {
            "",
            "Exit code 0: written; 2: there is no ledger or no such run, or the file cannot be written; 6: stopped, or no"
                    + " copy could be made; 7: a process holds the store that does not answer.",
            "",
            "Example:",
            "  handinger-batch report jobs/fact-check.yaml --output report.html"
        })
final class ReportCommand implements Callable<Integer> {

    private final Cli.Ports ports;
    private final StopSwitch stop;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JobOptions options = new JobOptions();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The file, replaced in one step. Default: report.html in the folder of the run.")
    private @Nullable Path output;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "How long to wait for a process that works with the store. Default: 5m.")
    private String patience = "";

    ReportCommand(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        Duration wait = StartOptions.duration(spec, "--wait", patience);
        JobFile job = options.read(ports.environment(), false);
        Console console = ports.console(false);
        Written written = new ReportService(console, stop, options.json, wait)
                .report(job, options.runId, output == null ? null : JobOptions.absolute(output));
        console.warn("Report of run " + written.runId() + ": " + written.target());
        if (options.json) {
            console.data(written.doneLine());
        }
        return ExitCode.DONE.code();
    }
}
