package com.handinger.batch.task;

/** What happens next for a row that is to become a schedule. */
public sealed interface ScheduleStep {

    /** {@code POST} its schedule. */
    record Send() implements ScheduleStep {}

    /**
     * Look for it in the list.
     *
     * @param delayNanos not before this many nanoseconds from now
     */
    record Look(long delayNanos) implements ScheduleStep {}

    /** It is to be sent again, and nothing proves yet that it would be seen in the list: wait for such a proof. */
    record AwaitProof() implements ScheduleStep {}

    /** The row has ended, or is given back. */
    record End() implements ScheduleStep {}

    /** The whole run has to stop; the row stays as the ledger has it. */
    record Halt(StopCause cause) implements ScheduleStep {}
}
