package com.handinger.batch.run;

import com.handinger.batch.dispatch.Dispatcher;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lets another thread, such as a signal handler, ask a start to stop. Thread-safe. */
public final class StopSwitch {

    private @Nullable String reason;
    private @Nullable Dispatcher dispatcher;
    private Duration grace = Duration.ZERO;

    /** Asks to stop new sends, to wait shortly for what is under way, and to leave. */
    public synchronized void stop(String why) {
        if (reason == null) {
            reason = why;
        }
        notifyAll();
        pass();
    }

    /** Whether a stop was asked for. */
    public synchronized boolean stopped() {
        return reason != null;
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
        while (reason == null) {
            wait();
        }
    }

    /** Why a stop was asked for; null when it was not. */
    public synchronized @Nullable String reason() {
        return reason;
    }

    synchronized void connect(Dispatcher target, Duration patience) {
        dispatcher = target;
        grace = patience;
        pass();
    }

    private void pass() {
        Dispatcher target = dispatcher;
        String why = reason;
        if (target != null && why != null) {
            target.drain(new StopCause(StopCause.Kind.STOPPED, why), grace);
        }
    }
}
