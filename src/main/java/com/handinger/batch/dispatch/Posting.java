package com.handinger.batch.dispatch;

import com.handinger.batch.api.CreateTask;
import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.api.Reply;
import com.handinger.batch.api.WorkerAnswer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The last step before a task is bought: nothing leaves a process whose rows are another one's by now. */
final class Posting {

    private Posting() {}

    static CompletableFuture<Reply<WorkerAnswer>> post(
            HandingerApi api, ClaimSource source, CreateTask task, Duration deadline) {
        return source.owned()
                ? api.createTask(task, deadline)
                : CompletableFuture.completedFuture(new Reply.NotSent<>("the store was deleted or replaced"));
    }
}
