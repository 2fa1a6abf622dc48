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
                    + " (Ctrl-C, kill -9, a dead network), the same command continues where it stopped."
        },
        subcommands = {RunCommand.class, ValidateCommand.class, SandboxCommand.class, HelpCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = MainCommand.ProgramVersion.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:every selected row completed",
            " 1:done, but rows failed, are unusable or were rejected (--tolerate makes it 0)",
            " 2:a fault of the command line, the job file or the input",
            " 3:credentials or permission",
            " 4:an answer of the server after which it is not safe to go on",
            " 5:no credits left",
            " 6:stopped or server away; the same command continues",
            " 7:another process works on this job",
            " 8:a decision is needed; nothing was sent",
            "70:internal error",
            "130, 143:left at once, by a second SIGINT or SIGTERM; the same command continues"
        },
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
