package com.handinger.batch.run;

import com.handinger.batch.dispatch.Sending;
import com.handinger.batch.task.Span;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets another thread, such as a signal handler, ask a start to stop. Thread-safe. */
public final class StopSwitch {

    private @Nullable StopCause cause;
    private long stoppedAt;
    private @Nullable Sending dispatcher;
    private Duration grace = Duration.ZERO;
    private Runnable also = () -> {};

    /** Asks to stop new sends, to wait shortly for what is under way, and to leave. */
    public void stop(String why) {
        stop(new StopCause(StopCause.Kind.STOPPED, why));
    }

    /** The same for a cause that is more than words; the first one counts. */
    synchronized void stop(StopCause why) {
        if (cause == null) {
            cause = why;
            stoppedAt = System.nanoTime();
            also.run();
        }
        notifyAll();
        pass();
    }

    /** Does this, too, at the first wish to stop; it must be short. */
    public synchronized void onStop(Runnable action) {
        also = action;
    }

    /** Whether a stop was asked for. */
    public synchronized boolean stopped() {
        return cause != null;
    }

    /**
     * Ends a start that has not sent anything yet when a stop was asked for.
     *
     * @param state what was left undone
     * @throws RunException exit 6
     */
    void check(String state) throws RunException {
        String why = reason();
        if (why != null) {
            throw new RunException(ExitCode.STOPPED, why + "; " + state);
        }
    }

    /** Waits until a stop is asked for. */
    public synchronized void await() throws InterruptedException {
        while (cause == null) {
            wait();
        }
    }

    /** Why a stop was asked for; null when it was not. */
    public synchronized @Nullable String reason() {
        return cause == null ? null : cause.message();
    }

    /** Waits until a stop is asked for, but not longer than this; says whether it was. */
    public synchronized boolean await(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); cause == null && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return cause != null;
    }

    /** Waits for an answer; null when a stop was asked for before it came. */
    <T> @Nullable T unlessStopped(CompletableFuture<T> answer) {
        CompletableFuture<T> told = answer.whenComplete((value, fault) -> wake());
        synchronized (this) {
            while (cause == null && !answer.isDone()) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return told.join();
                }
            }
        }
        return answer.isDone() ? told.join() : null;
    }

    private synchronized void wake() {
        notifyAll();
    }

    /** Whether a stop was asked for, and longer ago than this. */
    synchronized boolean overdue(Duration grace, long now) {
        return cause != null && now - stoppedAt >= grace.toNanos();
    }

    synchronized void connect(Sending target, Duration patience) {
        dispatcher = target;
        grace = patience;
        pass();
    }

    /** How long a start that sends is given to end, as words to be added; empty for what ends when it is done. */
    public synchronized String patience() {
        return dispatcher == null ? "" : ", for up to " + Span.text(grace);
    }

    private void pass() {
        Sending target = dispatcher;
        StopCause why = cause;
        if (target != null && why != null) {
            target.drain(why, grace);
        }
    }
}
