package com.handinger.batch.input;

import org.jspecify.annotations.Nullable;

/** What a row becomes under the job's templates. */
public sealed interface Rendering {

    /**
     * The row can be sent.
     *
     * @param input text of the task, never blank
     * @param budget {@code low}, {@code standard}, {@code high} or {@code unlimited}
     * @param continues id of the task that the row adds a turn to; null when it starts one of its own
     */
    record Rendered(String input, String budget, @Nullable String continues) implements Rendering {

        /** A row that starts a task of its own. */
        public Rendered(String input, String budget) {
            this(input, budget, null);
        }
    }

    /**
     * The row cannot be sent.
     *
     * @param reason for people: which value is missing, or what else is wrong
     */
    record Refused(String reason) implements Rendering {}
}
