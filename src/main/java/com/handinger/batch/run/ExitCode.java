package com.handinger.batch.run;

/** How the process tells schedulers what happened. */
public enum ExitCode {
    /** Every selected row completed. */
    DONE(0),
    /** Done, but rows failed, are unusable or were rejected; or the input cannot be read. */
    ROWS(1),
    /** A fault of the command line, the job file or the store's place. */
    USAGE(2),
    /** Credentials or permission. */
    CREDENTIALS(3),
    /** An answer of the server after which it is not safe to go on. */
    FATAL(4),
    /** No credits left. */
    CREDITS(5),
    /** Stopped before the end; the same command continues. */
    STOPPED(6),
    /** Another process holds the store. */
    BUSY(7),
    /** A decision is needed; nothing was sent. */
    DECISION(8),
    /** A fault of this program. */
    INTERNAL(70);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number that the process ends with. */
    public int code() {
        return code;
    }
}
