package com.handinger.batch.task;

/**
 * Whether somebody tells when a task has ended, so that polls are but a net below it. Where ends are seen by polls alone,
 * nobody seems to tell, and polls go as fast as without hints until one comes. Shared by all rows of a start. For one thread.
 */
public final class Hints {

    /** Ends in a row that nobody told of. */
    private static final int ENOUGH = 3;

    private final boolean wanted;
    private int untold;

    Hints(boolean wanted) {
        this.wanted = wanted;
    }

    /** Whether the next end will probably be told. */
    boolean trusted() {
        return wanted && untold < ENOUGH;
    }

    void came() {
        untold = 0;
    }

    void missed() {
        untold++;
    }
}
