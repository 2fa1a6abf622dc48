package com.handinger.batch.task;

/**
 * Whether event streams tell when a running task is worth reading. The first answer that is none turns them off for all
 * rows of the start. For one thread.
 */
public final class Streams {

    private boolean wanted;

    Streams(boolean wanted) {
        this.wanted = wanted;
    }

    boolean wanted() {
        return wanted;
    }

    void notOffered() {
        wanted = false;
    }
}
