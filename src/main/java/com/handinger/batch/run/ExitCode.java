package com.handinger.batch.run;

/** How the process tells schedulers what happened. */
public enum ExitCode {
    /** Every selected row completed. */
    DONE(0, "every selected row completed"),
    /** Done, but rows failed, are unusable or were rejected; for {@code validate}, the input is at fault. */
    ROWS(1, "done, but rows failed, are unusable or were rejected (--tolerate makes it 0)"),
    /** A fault of the command line, the job file, the input or the store's place. */
    USAGE(2, "a fault of the command line, the job file or the input"),
    /** Credentials or permission. */
    CREDENTIALS(3, "credentials or permission"),
    /** Too many rows failed, or an answer of the server after which it is not safe to go on. */
    FATAL(4, "too many rows failed (limits.errors), or an answer of the server after which it is not safe to go on"),
    /** The credit limit is reached, or no credits are left. */
    CREDITS(5, "the credit limit (limits.credits) is reached, or no credits are left"),
    /** Stopped before the end; the command that is printed continues. */
    STOPPED(6, "stopped, timed out, or the server was away"),
    /** Another process holds the store. */
    BUSY(7, "another process works on this job"),
    /** A decision is needed; nothing was sent. */
    DECISION(8, "a decision is needed; nothing was sent"),
    /** A fault of this program. */
    INTERNAL(70, "internal error");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number that the process ends with. */
    public int code() {
        return code;
    }

    /** What it says, for people. */
    public String meaning() {
        return meaning;
    }
}
