package com.handinger.batch.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A worker that is made from the template of a job.
 *
 * @param template digest of server, job and template
 * @param ordinal counts the workers made from one template, from 1
 * @param title with the tag by which a person finds it
 * @param id null while nobody knows whether the server made it
 * @param askedAt when the server was asked for it, ISO 8601 in UTC
 */
public record MadeWorker(
        String template,
        int ordinal,
        String title,
        @Nullable String id,
        String askedAt) {

    /** Stands for the worker in settings, where its id is not known yet; looks like no id. */
    public String ref() {
        return ref(template, ordinal);
    }

    /** The same of any. */
    public static String ref(String template, int ordinal) {
        return "template " + template + (ordinal == 1 ? "" : " #" + ordinal);
    }
}
