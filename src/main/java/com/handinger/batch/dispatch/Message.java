package com.handinger.batch.dispatch;

import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.List;

/** What happens to a dispatcher. */
sealed interface Message {
    record Recovered(List<Claim> claims, List<Claim> known) implements Message {}

    record Claimed(List<Claim> claims, boolean last) implements Message {}

    record Answered(Replied replied) implements Message {}

    record Drain(StopCause cause, Duration grace) implements Message {}

    record Claimable(long rows) implements Message {}

    /** What concerns rows that are under way, and no one else. */
    sealed interface News extends Message {

        void tell(Window window, long now);
    }

    /** What the tasks of these rows have is on disk. */
    record Marked(List<Long> rowIds) implements News {

        static Marked of(List<Change> noted) {
            return new Marked(noted.stream()
                    .filter(Change.Based.class::isInstance)
                    .map(Change::rowId)
                    .toList());
        }

        @Override
        public void tell(Window window, long now) {
            window.marked(rowIds, now);
        }
    }

    /** Somebody says that this task has ended. */
    record Told(String taskId) implements News {

        @Override
        public void tell(Window window, long now) {
            window.told(taskId, now);
        }
    }

    record CaughtUp() implements Message {}

    record Broken(Throwable cause) implements Message {}

    record End() implements Message {}
}
