package com.handinger.batch.cli;

import com.handinger.batch.run.StopSwitch;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the verbs with what they talk to. */
final class Verbs implements IFactory {

    private final Cli.Ports ports;
    private final StopSwitch stop;

    Verbs(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == RunCommand.class) {
            return type.cast(new RunCommand(ports, stop));
        }
        if (type == VerifyCommand.class) {
            return type.cast(new VerifyCommand(ports, stop));
        }
        if (type == ValidateCommand.class) {
            return type.cast(new ValidateCommand(ports, stop));
        }
        if (type == PlanCommand.class) {
            return type.cast(new PlanCommand(ports, stop));
        }
        if (type == RetryCommand.class) {
            return type.cast(new RetryCommand(ports, stop));
        }
        if (type == ResolveCommand.class) {
            return type.cast(new ResolveCommand(ports, stop));
        }
        if (type == StopCommand.class) {
            return type.cast(new StopCommand(ports, stop));
        }
        if (type == DoctorCommand.class) {
            return type.cast(new DoctorCommand(ports, stop));
        }
        if (type == SandboxCommand.class) {
            return type.cast(new SandboxCommand(ports, stop));
        }
        return CommandLine.defaultFactory().create(type);
    }
}
