package com.handinger.batch.sandbox;

import java.util.function.UnaryOperator;

/** The options in force, which may change while the sandbox runs. Threads may share it. */
final class Rules {

    private volatile SandboxOptions now;

    Rules(SandboxOptions first) {
        now = first;
    }

    SandboxOptions now() {
        return now;
    }

    /** Throws what the change throws, and then nothing has changed. */
    synchronized void change(UnaryOperator<SandboxOptions> change) {
        now = change.apply(now);
    }

    Limits limits() {
        return now.limits();
    }

    String choice(Setting setting) {
        return now.choice(setting);
    }

    boolean is(Setting setting, String choice) {
        return now.is(setting, choice);
    }

    int code(Setting setting) {
        return now.code(setting);
    }
}
