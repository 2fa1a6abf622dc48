package com.handinger.batch.input;

/** What a row becomes under the job's templates. */
public sealed interface Rendering {

    /**
     * The row can be sent.
     *
     * @param input text of the task, never blank
     * @param budget {@code low}, {@code standard}, {@code high} or {@code unlimited}
     */
    record Rendered(String input, String budget) implements Rendering {}

    /**
     * The row cannot be sent.
     *
     * @param reason for people: which value is missing, or what else is wrong
     */
    record Refused(String reason) implements Rendering {}
}
