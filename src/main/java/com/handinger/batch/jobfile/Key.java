package com.handinger.batch.jobfile;

import org.jspecify.annotations.Nullable;

/**
 * One key of the job file.
 *
 * @param path dotted path
 * @param otherwise what holds when the key is absent
 * @param sentence what the key says, for the documentation
 */
record Key<T>(String path, Type<T> type, Otherwise otherwise, String sentence) {

    /**
     * What holds when a key is absent.
     *
     * @param text the default, written as in a job file; null means that there is no fixed one
     * @param words the same for people
     */
    record Otherwise(@Nullable String text, String words) {

        private static final Otherwise FAULT = new Otherwise(null, "required");

        /** The key must be there. */
        static Otherwise required() {
            return FAULT;
        }

        static Otherwise fixed(String text) {
            return new Otherwise(text, text);
        }

        /** There is no default, or it follows from something else. */
        static Otherwise derived(String words) {
            return new Otherwise(null, words);
        }
    }

    boolean required() {
        return otherwise.equals(Otherwise.FAULT);
    }
}
