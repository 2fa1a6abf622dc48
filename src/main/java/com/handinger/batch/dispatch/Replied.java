package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.StreamEnd;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.TurnRecord;
import com.handinger.batch.api.WorkerAnswer;
import com.handinger.batch.task.Decision;
import com.handinger.batch.task.RowLife;
import java.util.List;
import java.util.function.Function;

/** A reply together with the question to the row's life that it answers. */
record Replied(Window.Call call, Reply<?> reply, Function<RowLife, Decision> onReply) {

    static Replied send(Window.Call call, Reply<WorkerAnswer> reply) {
        return new Replied(call, reply, life -> life.onSend(reply));
    }

    static Replied task(Window.Call call, Reply<TaskRecord> reply) {
        return new Replied(call, reply, life -> life.onTask(reply, call.asked()));
    }

    static Replied stream(Window.Call call, Reply<StreamEnd> reply) {
        return new Replied(call, reply, life -> life.onStream(reply));
    }

    static Replied turns(Window.Call call, Reply<List<TurnRecord>> reply) {
        return new Replied(call, reply, life -> life.onTurns(reply));
    }

    static Replied worker(Window.Call call, Reply<WorkerAnswer> reply) {
        return new Replied(call, reply, life -> life.onWorker(reply, call.asked()));
    }
}
