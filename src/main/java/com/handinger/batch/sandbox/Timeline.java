package com.handinger.batch.sandbox;

/** The sandbox's time. Threads may share it. */
interface Timeline extends AutoCloseable {

    /** Milliseconds since 1970; never goes back. */
    long millis();

    /** Runs the task on some thread, soon after {@link #millis} has reached {@code millis}, never before. */
    void at(long millis, Runnable task);

    /** Forgets what has not run yet. */
    @Override
    void close();
}
