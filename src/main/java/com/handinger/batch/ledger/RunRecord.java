package com.handinger.batch.ledger;

import java.util.List;

/**
 * One run as the ledger knows it.
 *
 * @param number the ledger's own number of the run
 * @param id the run id that people see
 * @param baseUrl identity of the server, fixed for the run
 * @param directory absolute folder of its result files
 * @param settingsNo what its next tasks are made from
 * @param generation counts how often the run was reopened after it had begun
 * @param input what was loaded
 * @param createdAt ISO 8601 in UTC
 */
public record RunRecord(
        int number,
        String id,
        State state,
        String baseUrl,
        String directory,
        int settingsNo,
        int generation,
        LoadedInput input,
        String createdAt) {

    /** What stands for the server of a run on the embedded sandbox. */
    static final String SANDBOX = "sandbox";

    /** Whether it is on the embedded sandbox. */
    public boolean sandbox() {
        return baseUrl.equals(SANDBOX);
    }

    /** The same with its result files in another folder. */
    public RunRecord in(String folder) {
        return new RunRecord(number, id, state, baseUrl, folder, settingsNo, generation, input, createdAt);
    }

    /** Where a run stands. */
    public enum State {
        /** Its input is being read; a run that stays so was never whole. */
        LOADING,
        /** It has begun and is not finished. */
        OPEN,
        /** All of its rows have ended. */
        FINISHED,
        /** Given up by its owner. */
        ABANDONED,
        /** Removed, or on its way out: its name is all that stays. */
        PRUNED
    }

    /**
     * What a run was loaded from.
     *
     * @param name the input as messages name it
     * @param settings how it was read: format, dialect, key
     * @param fingerprint SHA-256 of its bytes, hexadecimal
     * @param columns names of its columns in order
     */
    public record LoadedInput(String name, String settings, String fingerprint, List<String> columns) {}
}
