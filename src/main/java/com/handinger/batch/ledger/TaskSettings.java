package com.handinger.batch.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What tasks are made from, beside the row itself.
 *
 * @param worker the worker's id; of one that is made from a template its {@link MadeWorker#ref}
 * @param template what the worker is made from, as JSON; null for a worker that was there
 * @param inputTemplate Mustache template of the task's text
 * @param budgetTemplate budget, or a Mustache template of one
 * @param continuesTemplate Mustache template of the id of the task that a row adds a turn to; null when each starts one
 */
public record TaskSettings(
        String worker,
        @Nullable String template,
        String inputTemplate,
        String budgetTemplate,
        @Nullable String continuesTemplate) {

    /** For a worker that was there, and rows that start tasks of their own. */
    public TaskSettings(String worker, String inputTemplate, String budgetTemplate) {
        this(worker, null, inputTemplate, budgetTemplate, null);
    }
}
