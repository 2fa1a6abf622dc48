package com.handinger.batch.task;

/** What a row waits for. */
enum Phase {
    /** A turn is added: looking what its task has before it. */
    BASE,
    /** What the task has goes to disk. */
    MARK,
    /** Looking before a send. */
    LOOK,
    /** The send is out. */
    SEND,
    /** Sent with unknown outcome: looking for the task. */
    DOUBT,
    /** Nothing more is sent, but an earlier send may have been taken: one last look. */
    LAST_LOOK,
    /** The server has the task: waiting for its end. */
    FOLLOW,
    /** Found by a look-up and ended: checking that the work in it is ours. */
    CHECK,
    /** Ended: fetching what the held send would have brought. */
    FETCH;

    /** Whether nothing was sent that is not resolved: the next request is a send, or what comes before it. */
    boolean beforeSend() {
        return this == BASE || this == MARK || this == LOOK || this == SEND;
    }
}
