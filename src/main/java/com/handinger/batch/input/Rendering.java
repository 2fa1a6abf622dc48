package com.handinger.batch.input;

import com.handinger.batch.jobfile.When;
import org.jspecify.annotations.Nullable;

/** What a row becomes under the job's templates. */
public sealed interface Rendering {

    /**
     * The row can be sent.
     *
     * @param input text of the task, never blank
     * @param budget {@code low}, {@code standard}, {@code high} or {@code unlimited}
     * @param continues id of the task that the row adds a turn to; null when it starts one of its own
     * @param when when it runs, with a value that was checked; null means now
     */
    record Rendered(
            String input,
            String budget,
            @Nullable String continues,
            @Nullable When when) implements Rendering {

        /** A task of the row's own that runs now. */
        public Rendered(String input, String budget) {
            this(input, budget, null, null);
        }
    }

    /**
     * The row cannot be sent.
     *
     * @param reason for people: which value is missing, or what else is wrong
     */
    record Refused(String reason) implements Rendering {}
}
