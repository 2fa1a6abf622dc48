package com.handinger.batch.dispatch;

import com.handinger.batch.task.StopCause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Puts now and then into words what a dispatcher does: it looks at each row under way. For one thread. */
final class Bulletin {

    private static final long INTERVAL = Duration.ofMillis(100).toNanos();

    private final Window window;
    private final Waits waits;

    private long lastSend;
    private long toldAt;

    /** @param now of the dispatcher's clock */
    Bulletin(Window window, Waits waits, long now) {
        this.window = window;
        this.waits = waits;
        lastSend = now;
        toldAt = now;
    }

    /** Before anything is done. */
    DispatchState first() {
        return new DispatchState(0, 0, null, lastSend, null, null);
    }

    /** A task is sent now. One that finds out whether the server is back ends no wait. */
    void sent(long now) {
        if (!waits.outage(now)) {
            lastSend = now;
        }
    }

    boolean due(long now) {
        return now - toldAt >= INTERVAL;
    }

    /**
     * What it does.
     *
     * @param drainUntil when the start ends at the latest; null while it need not
     * @param unwritten changes that wait for the store and hold up sending; 0 while they do not
     * @param exhausted whether no row is left to be claimed
     */
    DispatchState at(long now, @Nullable Long drainUntil, int unwritten, boolean exhausted) {
        toldAt = now;
        Places places = window.places(now);
        Doubt doubt = Doubt.of(places, now);
        int inFlight = Math.max(0, places.active().size() + places.held() - doubt.rows());
        StopCause stop = window.stop();
        Wait wait = waiting(now, places, drainUntil, unwritten, exhausted);
        return new DispatchState(inFlight, doubt.rows(), doubt.until(), lastSend, wait, stop);
    }

    private @Nullable Wait waiting(
            long now, Places places, @Nullable Long drainUntil, int unwritten, boolean exhausted) {
        if (window.idle() && exhausted) {
            return null;
        }
        if (drainUntil != null) {
            return places.followed() == 0 ? null : new Wait(Wait.Reason.DRAINING, places.followed(), drainUntil);
        }
        if (window.waitsForTasks()) {
            return new Wait(Wait.Reason.STOPPING, places.followed(), null);
        }
        return unwritten > 0 ? new Wait(Wait.Reason.STORE, unwritten, null) : waits.at(now, places, exhausted);
    }
}
