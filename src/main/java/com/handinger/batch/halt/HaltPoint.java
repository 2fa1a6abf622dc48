package com.handinger.batch.halt;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The boundaries between what is on disk and what is at the server, in the order in which a start meets them. A test arms
 * one of them, and the process ends there as by {@code kill -9}; unarmed, reaching one costs a volatile read. Any thread
 * may reach one.
 */
public enum HaltPoint {
    /** A table of the ledger was made, others are missing. */
    SCHEMA,
    /** Rows of the input are committed, the load has not ended. */
    LOADING,
    /** The load is whole, the run does not exist yet. */
    LOADED,
    /** That a worker will be asked for is on disk, and it was not asked for. */
    WORKER_INTENT,
    /** A worker was made, and nobody noted its id. */
    WORKER_ANSWERED,
    /** Which webhook gives way to ours is on disk, and it was not replaced. */
    WEBHOOK_NOTED,
    /** The server tells our webhook. */
    WEBHOOK_SET,
    /** The next pending rows are about to be claimed. */
    BEFORE_CLAIM,
    /** A claim is committed, and not forced to disk yet. */
    CLAIMED,
    /** A claim is on disk, and nothing of it was sent. */
    CLAIM_FORCED,
    /** What a task has before a turn of ours is on disk, and the turn was not sent. */
    TURN_BASED,
    /** A claimed row is about to be sent. */
    BEFORE_POST,
    /** A row's POST was handed to the network, and nothing came back. */
    POST_OUT,
    /** A reply has arrived, and nobody noted it. */
    ANSWERED,
    /** The ledger noted changes in a transaction that is not committed. */
    IN_COMMIT,
    /** Completed rows are committed, the live file does not have them. */
    COMMITTED,
    /** One of the result files was replaced, the next one was not. */
    BETWEEN_FILES,
    /** All result files are in their places, the summary is not. */
    PROJECTED,
    /** The summary is in its place, the run is not marked as finished. */
    SUMMED_UP;

    /** The system property that arms a point: {@code POINT} or {@code POINT:n} for the n-th time it is reached. */
    public static final String PROPERTY = "handinger.test.haltAt";

    private record Armed(HaltPoint point, AtomicInteger left, Consumer<HaltPoint> end) {}

    private static volatile @Nullable Armed armed;

    /**
     * Arms the point that the property's value names.
     *
     * @param value null arms nothing
     * @param end called by the thread that reaches the point; must not return
     * @throws IllegalArgumentException when the value names no point
     */
    public static void arm(@Nullable String value, Consumer<HaltPoint> end) {
        if (value == null) {
            return;
        }
        String[] sides = value.split(":", 2);
        HaltPoint point = Arrays.stream(values())
                .filter(known -> known.name().equals(sides[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        PROPERTY + ": " + sides[0] + " is no halt point; there are " + Arrays.toString(values())));
        int times = sides.length == 1 ? 1 : Integer.parseInt(sides[1]);
        armed = new Armed(point, new AtomicInteger(times), end);
    }

    /** Marks the boundary in the code. */
    public void reached() {
        Armed test = armed;
        if (test != null && test.point == this && test.left.decrementAndGet() == 0) {
            test.end.accept(this);
        }
    }
}
