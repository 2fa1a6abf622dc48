package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.Step;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sends that have no answer yet. When a start begins they are few, until the server takes one: a key that is refused,
 * or an empty balance, would else cost a request for each slot. Who is refused hears it soon, but who is accepted may
 * have to wait for the end of a task, so a task that can be read beside its send counts as an answer, and so does a send
 * that is held for a while. For one thread.
 */
final class Opening {

    /** So many sends are out at most before one is taken. */
    static final int FEW = 5;

    /** A send without an answer for so long was not refused. */
    static final Duration HELD = Duration.ofSeconds(2);

    /** When each was sent, the oldest first. */
    private final Map<RowLife, Long> out = new LinkedHashMap<>();

    private boolean open;

    /** A send goes out. */
    void sent(RowLife life, long now) {
        out.put(life, now);
    }

    /**
     * Takes the reply to any request.
     *
     * @param look whether it was a read beside a send
     */
    void heard(Window.Call call, Reply<?> reply, boolean look) {
        boolean send = call.request() == Step.Request.SEND;
        if (send) {
            out.remove(call.life());
        }
        open |= (send || look) && reply instanceof Reply.Ok;
    }

    /** Time goes on. */
    void reached(long now) {
        Long at = opensAt();
        open |= at != null && at - now <= 0;
    }

    /** Whether no further row may be sent now. */
    boolean closed() {
        return !open && out.size() >= FEW;
    }

    /** When it opens without an answer; null when it is open, or nobody waits for it. */
    @Nullable
    Long opensAt() {
        return closed() ? Long.valueOf(out.values().iterator().next() + HELD.toNanos()) : null;
    }

    /** How many sends are out. */
    int size() {
        return out.size();
    }

    /** When the last of those that are out was sent; null without any. */
    @Nullable
    Long latest() {
        return out.values().stream().reduce((one, next) -> next).orElse(null);
    }
}
