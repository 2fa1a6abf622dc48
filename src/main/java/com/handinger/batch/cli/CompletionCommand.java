package com.handinger.batch.cli;

import com.handinger.batch.run.StopSwitch;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion SHELL}: what a shell reads to complete verbs and options. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a script that lets the shell complete verbs and options of a command named handinger-batch:",
            "a file of that name on the PATH which says",
            "  exec java -jar /opt/handinger-batch/handinger-batch.jar \"$@\""
        },
        footer = {
            "",
            "Example:",
            "  source <(handinger-batch completion bash)          # in ~/.bashrc; zsh the same in ~/.zshrc",
            "  handinger-batch completion fish > ~/.config/fish/completions/handinger-batch.fish"
        })
final class CompletionCommand implements Callable<Integer> {

    private final Cli.Ports ports;
    private final StopSwitch stop;

    @Parameters(
            index = "0",
            paramLabel = "SHELL",
            completionCandidates = Choices.Shells.class,
            description = "bash, zsh or fish.")
    private String shell = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        if (!Choices.Shells.NAMES.contains(shell)) {
            throw new ParameterException(
                    spec.commandLine(), "completion is for bash, zsh or fish, and not for \"" + shell + "\"");
        }
        CommandLine whole = new Verbs(ports, stop).whole();
        // One script for both: it switches on zsh's own reading of bash completions.
        String script =
                shell.equals("fish") ? FishCompletion.of(whole) : AutoComplete.bash(whole.getCommandName(), whole);
        ports.console(false).data(script.stripTrailing());
        return 0;
    }
}
