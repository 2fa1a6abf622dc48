package com.handinger.batch.input;

/** An input that cannot be read at all. Its message says file, line where there is one, what is wrong, what to do. */
public final class InputException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean jobFault;

    private InputException(String message, boolean jobFault) {
        super(message);
        this.jobFault = jobFault;
    }

    /** The data is at fault: a missing file, broken gzip, undecodable bytes, a bad header. */
    static InputException ofData(String message) {
        return new InputException(message, false);
    }

    /** The job file does not fit the data: it names a column that is not there. */
    static InputException ofJob(String message) {
        return new InputException(message, true);
    }

    /** True when the job file is to be changed (exit 2), false when the input is (exit 1). */
    public boolean jobFault() {
        return jobFault;
    }
}
