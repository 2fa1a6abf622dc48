package com.handinger.batch.sandbox;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Real time: starts at the wall clock and then follows the monotonic one, so that a clock change moves no task. */
final class SystemTimeline implements Timeline {

    private final long startMillis = System.currentTimeMillis();
    private final long startNanos = System.nanoTime();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "sandbox-timer");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public long millis() {
        return startMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    @Override
    public void at(long millis, Runnable task) {
        long wait = Math.max(0, millis - millis());
        try {
            var unused = timer.schedule(() -> fire(millis, task), wait, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            return; // nobody waits for a closed sandbox
        }
    }

    private void fire(long millis, Runnable task) {
        if (millis() < millis) {
            at(millis, task);
        } else {
            task.run();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
