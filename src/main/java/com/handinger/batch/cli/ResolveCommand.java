package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.JobStatus;
import com.handinger.batch.run.Reopening;
import com.handinger.batch.run.RunReport;
import com.handinger.batch.run.StopSwitch;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resolve JOB KEY}: settles a row of which nobody knows whether the server took it. */
@Command(
        name = "resolve",
        mixinStandardHelpOptions = true,
        description = {
            "Decides about a row that failed as unresolved: it was sent, no answer came, and its task is not at the server.",
            "Each choice looks its task up first; one that is there after all is taken, whatever was chosen."
        },
        footer = {"", "Example:", "  handinger-batch resolve jobs/fact-check.yaml claim-17 --resend"})
final class ResolveCommand implements Callable<Integer>, Continued {

    private final Cli.Ports ports;
    private final StopSwitch stop;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JobOptions options = new JobOptions();

    @Mixin
    private StartOptions start = new StartOptions();

    @Parameters(index = "1", paramLabel = "KEY", description = "The key of the row, as in results.csv.")
    private String key = "";

    @Option(names = "--adopt", description = "Takes what the server has; when it has nothing, the row stays held.")
    private boolean adopt;

    @Option(names = "--resend", description = "Sends the same task id once more.")
    private boolean resend;

    @Option(names = "--give-up", description = "Leaves the row failed; only retry buys it again.")
    private boolean giveUp;

    ResolveCommand(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        Reopening.Resolve resolve = new Reopening.Resolve(key, choice());
        JobFile job = options.read(ports.environment(), false);
        Console console = start.console(ports, spec, options.verbose);
        RunReport report = start.service(ports, options, console)
                .execute(start.request(job, options, spec, typed(), elsewhere()), resolve, stop);
        new Endings(job, options, start).tell(report, console);
        if (options.json) {
            console.data(report.summary().doneLine());
        }
        return report.exit().code();
    }

    private Reopening.Choice choice() {
        if ((adopt ? 1 : 0) + (resend ? 1 : 0) + (giveUp ? 1 : 0) != 1) {
            throw new ParameterException(
                    spec.commandLine(), "resolve takes exactly one of --adopt, --resend and --give-up");
        }
        if (adopt) {
            return Reopening.Choice.ADOPT;
        }
        return resend ? Reopening.Choice.RESEND : Reopening.Choice.GIVE_UP;
    }

    @Override
    public JobStatus.@Nullable Run standing(String run) {
        return options.standing(ports.environment(), run);
    }

    @Override
    public String typed() {
        return line(options.command("resolve"), key, chosen() + start.kept());
    }

    private String elsewhere() {
        return line(options.elsewhere("resolve"), key, chosen() + start.keptElsewhere());
    }

    private String chosen() {
        return (adopt ? " --adopt" : "") + (resend ? " --resend" : "") + (giveUp ? " --give-up" : "");
    }

    /** The command for a row; a key that looks like an option stands behind the end of all options. */
    static String line(String command, String key, String chosen) {
        String word = Shell.word(key);
        return command + (key.startsWith("-") ? chosen + " -- " + word : " " + word + chosen);
    }
}
