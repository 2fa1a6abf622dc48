package com.handinger.batch.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Takes figures to one place now and then, on a thread of its own, which never keeps the process. */
final class Courier {

    private final Outlet outlet;
    private final Complaints complaints;
    private final ScheduledThreadPoolExecutor thread;

    Courier(Outlet outlet, Complaints complaints) {
        this.outlet = outlet;
        this.complaints = complaints;
        thread = new ScheduledThreadPoolExecutor(1, work -> daemon(work));
    }

    static Thread daemon(Runnable work) {
        Thread one = new Thread(work, "metrics");
        one.setDaemon(true);
        return one;
    }

    String place() {
        return outlet.place();
    }

    /** The first time at once. */
    void begin(Duration interval) {
        ScheduledFuture<?> unused =
                thread.scheduleWithFixedDelay(this::go, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A last time, behind whatever is under way. */
    Future<?> end() {
        Future<?> last = thread.submit(this::go);
        thread.shutdown();
        return last;
    }

    private void go() {
        try {
            outlet.send();
        } catch (IOException | RuntimeException e) {
            complaints.about(outlet.place(), e);
        }
    }
}
