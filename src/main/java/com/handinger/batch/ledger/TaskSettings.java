package com.handinger.batch.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tasks are made from, beside the row itself.
 *
 * @param worker the worker's id; of one that is made from a template its {@link MadeWorker#ref}
 * @param template what the worker is made from, as JSON; null for a worker that was there
 * @param inputTemplate Mustache template of the task's text
 * @param budgetTemplate budget, or a Mustache template of one
 * @param continuesTemplate Mustache template of the id of the task that a row adds a turn to; null when each starts one
 * @param when type and Mustache template of the schedule that is made of each row; null when its task runs at once
 * @param fileTemplates Mustache templates of the paths of files
 */
public record TaskSettings(
        String worker,
        @Nullable String template,
        String inputTemplate,
        String budgetTemplate,
        @Nullable String continuesTemplate,
        @Nullable String when,
        List<String> fileTemplates) {

    /** For a worker that was there, and tasks of the rows' own, without files, that run at once. */
    public TaskSettings(String worker, String inputTemplate, String budgetTemplate) {
        this(worker, null, inputTemplate, budgetTemplate, null, null, List.of());
    }
}
