package com.handinger.batch.sandbox;

/** What may go wrong with one {@code POST /api/tasks}. */
public enum Fault {
    NONE,
    /** The connection breaks; no work was started. */
    DROP_BEFORE_WORK,
    /** The connection breaks at once; the work goes on. */
    DROP_AFTER_START,
    /** 500 with a JSON error; no work was started. */
    ERROR_BEFORE_WORK,
    /** The work is done, then a gateway answers 502 with an HTML page. */
    BAD_GATEWAY_AFTER_WORK,
    /** The work is done, and no answer ever comes. */
    SILENCE,
    /** 429 although no limit was reached; no work was started. */
    TOO_MANY_REQUESTS
}
