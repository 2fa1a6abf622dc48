package com.handinger.batch.dispatch;

import com.handinger.batch.task.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Changes on their way to the ledger, in groups that share a commit. Any thread may add; one thread takes. */
final class Changes {

    private static final int LARGEST_BATCH = 500;
    private static final Duration COLLECT = Duration.ofMillis(250);

    /** Nothing stands for the end. */
    private final BlockingQueue<Optional<Change>> queue = new LinkedBlockingQueue<>();

    void add(Change change) {
        queue.add(Optional.of(change));
    }

    /** Nothing is added any more. */
    void end() {
        queue.add(Optional.empty());
    }

    /** How many wait; about. */
    int size() {
        return queue.size();
    }

    /**
     * The changes since the last call, at most a few hundred.
     *
     * @param patience how long to wait for the first one
     * @return empty when there was none in time; null at the end
     */
    @Nullable
    List<Change> take(Duration patience) throws InterruptedException {
        List<Change> batch = new ArrayList<>();
        Optional<Change> next = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        long until = System.nanoTime() + COLLECT.toNanos();
        while (next != null && next.isPresent()) {
            batch.add(next.get());
            next = batch.size() == LARGEST_BATCH
                    ? null
                    : queue.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
        if (next != null) {
            end();
            return batch.isEmpty() ? null : batch;
        }
        return batch;
    }
}
