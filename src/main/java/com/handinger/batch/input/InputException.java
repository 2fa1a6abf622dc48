package com.handinger.batch.input;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An input that cannot be read at all. Its message says file, line where there is one, what is wrong, what to do. */
public final class InputException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Misfit> misfits;

    private InputException(String message, List<Misfit> misfits) {
        super(message);
        this.misfits = List.copyOf(misfits);
    }

    /**
     * A key of the job file that does not fit the data.
     *
     * @param key dotted path
     * @param found what is wrong
     * @param cure what to do about it; may be empty
     * @param nearest the column that was probably meant, where one is near
     */
    record Misfit(
            String key, String found, String cure, @Nullable String nearest) {

        /** The same with more to do about it. */
        Misfit with(String more) {
            return new Misfit(key, found, cure + more, nearest);
        }
    }

    /** The data is at fault: a missing file, broken gzip, undecodable bytes, a bad header. */
    static InputException ofData(String message) {
        return new InputException(message, List.of());
    }

    /** The job file does not fit the data: it names columns that are not there. */
    static InputException ofJob(String message, List<Misfit> misfits) {
        return new InputException(message, misfits);
    }

    /** The same fault with another message. */
    InputException with(String message) {
        return new InputException(message, misfits);
    }

    /** What does not fit; empty when the data is at fault. */
    List<Misfit> misfits() {
        return misfits;
    }

    /** True when the job file is to be changed (exit 2), false when the input is (exit 1). */
    public boolean jobFault() {
        return !misfits.isEmpty();
    }
}
