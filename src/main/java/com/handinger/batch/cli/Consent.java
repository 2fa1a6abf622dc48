package com.handinger.batch.cli;

import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.RunException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks before what cannot be undone. */
final class Consent {

    private final Cli.Ports ports;
    private final boolean given;
    private final @Nullable Supplier<@Nullable String> person;

    /** @param person answers a question; null when nobody can be asked */
    Consent(Cli.Ports ports, boolean given, @Nullable Supplier<@Nullable String> person) {
        this.ports = ports;
        this.given = given;
        this.person = person;
    }

    /** @param given whether {@code --yes} was said */
    static Consent of(Cli.Ports ports, boolean given) {
        return new Consent(ports, given, Terminal.person(ports));
    }

    /**
     * Returns when it may be done.
     *
     * @param what a sentence that says what it does
     * @throws RunException exit 8 when it was not agreed to
     */
    void ask(String what) throws RunException {
        if (given) {
            ports.err().println(what + " --yes: it is done without a question.");
            return;
        }
        String instead = " Nothing was done.";
        if (person == null) {
            throw new RunException(ExitCode.DECISION, what + instead + " Say it with --yes to do it.");
        }
        ports.err().print(what + " Go on? [y/N] ");
        ports.err().flush();
        String answer = person.get();
        if (answer == null || !answer.strip().matches("(?i)y|yes")) {
            throw new RunException(ExitCode.DECISION, "not agreed to." + instead);
        }
    }
}
