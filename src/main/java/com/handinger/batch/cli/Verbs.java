package com.handinger.batch.cli;

import com.handinger.batch.run.StopSwitch;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the verbs with what they talk to. */
final class Verbs implements IFactory {

    private final Map<Class<?>, Supplier<?>> makers;

    Verbs(Cli.Ports ports, StopSwitch stop) {
        makers = Map.ofEntries(
                Map.entry(RunCommand.class, () -> new RunCommand(ports, stop)),
                Map.entry(InitCommand.class, () -> new InitCommand(ports)),
                Map.entry(VerifyCommand.class, () -> new VerifyCommand(ports, stop)),
                Map.entry(ValidateCommand.class, () -> new ValidateCommand(ports, stop)),
                Map.entry(PlanCommand.class, () -> new PlanCommand(ports, stop)),
                Map.entry(RetryCommand.class, () -> new RetryCommand(ports, stop)),
                Map.entry(ResolveCommand.class, () -> new ResolveCommand(ports, stop)),
                Map.entry(StatusCommand.class, () -> new StatusCommand(ports)),
                Map.entry(ExportCommand.class, () -> new ExportCommand(ports, stop)),
                Map.entry(ReportCommand.class, () -> new ReportCommand(ports, stop)),
                Map.entry(StopCommand.class, () -> new StopCommand(ports, stop)),
                Map.entry(PruneCommand.class, () -> new PruneCommand(ports, stop)),
                Map.entry(DoctorCommand.class, () -> new DoctorCommand(ports, stop)),
                Map.entry(CompletionCommand.class, () -> new CompletionCommand(ports, stop)),
                Map.entry(SandboxCommand.class, () -> new SandboxCommand(ports, stop)),
                Map.entry(WorkerCommand.class, () -> new WorkerCommand(ports, stop)),
                Map.entry(TaskCommand.class, () -> new TaskCommand(ports, stop)),
                Map.entry(ScheduleCommand.class, () -> new ScheduleCommand(ports, stop)),
                Map.entry(WebhookCommand.class, () -> new WebhookCommand(ports, stop)));
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        Supplier<?> maker = makers.get(type);
        return maker == null ? CommandLine.defaultFactory().create(type) : type.cast(maker.get());
    }

    /** The program with each verb of each group. */
    CommandLine whole() {
        return line(List.copyOf(line(List.of()).getSubcommands().keySet()));
    }

    /** The program for these arguments. Only a group that is named gets its verbs, which cost time at each start. */
    CommandLine line(List<String> arguments) {
        CommandLine line = new CommandLine(new MainCommand(), this);
        line.getSubcommands().forEach((name, verb) -> {
            if (arguments.contains(name)) {
                verb.getCommandSpec().addMethodSubcommands(this);
            }
        });
        return line;
    }
}
