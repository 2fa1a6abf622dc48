package com.handinger.batch.task;

/** What happens next for a row. */
public sealed interface Step {

    /** Whether something of the row is still to come, in the place that it has. */
    default boolean goesOn() {
        return this instanceof Ask || this instanceof Await;
    }

    /** The requests that a row can need. */
    enum Request {
        /** {@code POST /api/tasks}: the only one that costs credits. */
        SEND,
        /** {@code GET /api/tasks/{id}}. */
        TASK,
        /** {@code GET /api/workers/{id}?taskId=&stream=true}: open until the task ends. */
        STREAM,
        /** {@code GET /api/tasks/{id}/turns}. */
        TURNS,
        /** {@code GET /api/workers/{id}?taskId=}. */
        WORKER
    }

    /**
     * Make a request.
     *
     * @param delayNanos not before this many nanoseconds from now
     */
    record Ask(Request request, long delayNanos) implements Step {}

    /** Go on when the change is on disk. */
    record Await() implements Step {}

    /** The send did not run for certain: stand in line again, without a slot. */
    record Requeue() implements Step {}

    /** The row has ended and frees its slot. */
    record End() implements Step {}

    /** The whole run has to stop; the row stays as the ledger has it. */
    record Halt(StopCause cause) implements Step {}
}
