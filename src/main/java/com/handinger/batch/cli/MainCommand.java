package com.handinger.batch.cli;

import com.handinger.batch.run.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a verb. */
@Command(
        name = "handinger-batch",
        description = {
            "Runs every row of a CSV or JSONL file as one Handinger task, exactly once, within your limits.",
            "",
            "handinger-batch JOB.yaml is short for handinger-batch run JOB.yaml. Whatever happens meanwhile"
                    + " (Ctrl-C, kill -9, a dead network), the same command (without --new) continues where it stopped."
        },
        subcommands = {
            RunCommand.class,
            InitCommand.class,
            ValidateCommand.class,
            PlanCommand.class,
            RetryCommand.class,
            ResolveCommand.class,
            VerifyCommand.class,
            StatusCommand.class,
            ExportCommand.class,
            ReportCommand.class,
            StopCommand.class,
            PruneCommand.class,
            DoctorCommand.class,
            SandboxCommand.class,
            WorkerCommand.class,
            TaskCommand.class,
            ScheduleCommand.class,
            WebhookCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = MainCommand.ProgramVersion.class,
        footer = {
            "",
            "Example:",
            "  java -jar handinger-batch.jar jobs/fact-check.yaml",
            "",
            "The API key comes from HANDINGER_API_KEY or HANDINGER_API_KEY_FILE; --sandbox needs none."
        })
final class MainCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which job? Say: handinger-batch run JOB.yaml");
    }

    /** The version from the jar. */
    static final class ProgramVersion implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"handinger-batch " + Version.current()};
        }
    }
}
