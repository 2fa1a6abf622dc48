package com.handinger.batch.task;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.StreamEnd;

/** The event streams of one row: whether its task is worth another one. For one thread. */
final class StreamWatch {

    /** Streams that may end while the task runs on. */
    private static final int SHORT_ONES = 3;

    /** When the task is read after its stream. */
    enum Look {
        AT_ONCE,
        LIKE_A_POLL,
        AS_AFTER_A_FAILURE
    }

    private final Streams streams;
    private int shortOnes;
    private boolean early;

    StreamWatch(Streams streams) {
        this.streams = streams;
    }

    /** Whether a task that still runs is followed by a stream now. */
    boolean opens() {
        boolean again = !early && shortOnes < SHORT_ONES;
        early = false;
        return again && streams.wanted();
    }

    /** A stream has ended, well or not; what is no stream turns them off. */
    Look ended(Reply<StreamEnd> reply) {
        if (reply instanceof Reply.Unknown<StreamEnd> unknown && unknown.cause() != Reply.Cause.UNREADABLE) {
            return broke(unknown);
        }
        boolean closed = reply instanceof Reply.Ok<StreamEnd> ok && ok.body() == StreamEnd.CLOSED;
        if (closed || reply instanceof Reply.NotSent || reply instanceof Reply.Later) {
            tooEarly();
        } else {
            streams.notOffered();
        }
        return closed ? Look.AT_ONCE : Look.LIKE_A_POLL;
    }

    private Look broke(Reply.Unknown<StreamEnd> unknown) {
        boolean open = unknown.status() != null && unknown.status() / 100 == 2;
        boolean weLeft = unknown.cause() == Reply.Cause.TIMEOUT || unknown.cause() == Reply.Cause.STALLED;
        if (!open || !weLeft) {
            tooEarly();
        }
        return open ? Look.AT_ONCE : Look.AS_AFTER_A_FAILURE;
    }

    /** Unless the read that follows finds the task at its end. */
    private void tooEarly() {
        early = true;
        shortOnes++;
    }
}
