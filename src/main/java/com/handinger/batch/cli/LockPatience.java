package com.handinger.batch.cli;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** For verbs that take the store's lock. */
final class LockPatience {

    private static final String NONE = "0s";

    @Option(
            names = "--retry-lock",
            paramLabel = "TIME",
            defaultValue = NONE,
            description = "Waits so long for another process of this job, such as 10m. Default: 0s.")
    private String told = NONE;

    Duration of(CommandSpec spec) {
        return StartOptions.duration(spec, "--retry-lock", told);
    }

    /** What a printed command keeps of it. */
    String kept() {
        return told.equals(NONE) ? "" : " --retry-lock " + Shell.word(told);
    }
}
