package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.run.Checkup;
import com.handinger.batch.run.Doctor;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.StopSwitch;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code doctor [JOB]}: what this key and this server do. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Finds out what no document says of this key and this server, by reads that cost nothing.",
            "Without JOB it asks HANDINGER_BASE_URL, else the public address. --spend adds one cheap task."
        },
        footer = {"", "Example:", "  handinger-batch doctor jobs/fact-check.yaml --spend"})
final class DoctorCommand implements Callable<Integer> {

    private final Cli.Ports ports;
    private final StopSwitch stop;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JobOptions options = new JobOptions();

    @Option(
            names = "--spend",
            description = "Sends one task of the job's worker (budget low): is its id kept, how soon can it be read?")
    private boolean spend;

    DoctorCommand(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        boolean withJob = !options.job.toString().isEmpty();
        if (spend && !withJob) {
            throw fault("--spend needs JOB: its worker does the task, and its store keeps what is found out");
        }
        JobFile job = withJob ? options.read(ports.environment(), false) : null;
        Console console = ports.console(false);
        Doctor doctor = new Doctor(console, ports.environment(), stop);
        Checkup checkup = job != null && spend ? doctor.spending(job) : doctor.free(api(job), job);
        checkup.findings()
                .forEach(finding ->
                        console.warn((finding.fine() ? "ok   " : "BAD  ") + finding.topic() + ": " + finding.text()));
        String end = end(checkup);
        console.warn(end + "\nExit code " + checkup.exit().code());
        if (options.json) {
            console.data(CheckLines.checkup(checkup));
            console.data(CheckLines.done(checkup.exit(), end, (String) null));
        }
        return checkup.exit().code();
    }

    private String end(Checkup checkup) {
        if (checkup.exit() != ExitCode.DONE) {
            long bad = checkup.findings().stream()
                    .filter(finding -> !finding.fine())
                    .count();
            return checkup.baseUrl() + ": " + bad + (bad == 1 ? " answer" : " answers") + " a run cannot count on";
        }
        return checkup.baseUrl() + " is fine"
                + (spend ? "" : "; what it does with our task ids costs one task to find out: doctor JOB --spend");
    }

    private JobFile.Api api(@Nullable JobFile job) {
        if (job != null) {
            return job.api();
        }
        try {
            return options.sandbox
                    ? new JobFile.Api(null, JobFile.Api.of(ports.environment()).timeout())
                    : JobFile.Api.of(ports.environment());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private ParameterException fault(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
