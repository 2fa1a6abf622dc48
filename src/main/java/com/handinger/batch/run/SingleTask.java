package com.handinger.batch.run;

import com.handinger.batch.api.CreateTask;
import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.api.Reply;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.WorkerAnswer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One task outside of a run: its request goes out once, whatever happens, and is never repeated. Then the task is read
 * under the id it was sent with. For one thread.
 */
public final class SingleTask {

    private static final Duration READ = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** How long a task that nobody has seen is looked for once its request has ended. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    /**
     * What is wanted.
     *
     * @param turnsBefore what the task had already; null for a task that is not there yet
     * @param patience how long it is followed altogether; above 0
     * @param toItsEnd false: only until it is readable
     */
    public record Order(CreateTask request, @Nullable Integer turnsBefore, Duration patience, boolean toItsEnd) {}

    /** How far it came. */
    public sealed interface End {

        /** The server has it; it has ended, unless only that was wanted. */
        record Seen(TaskRecord task) implements End {}

        /** Nothing ran and nothing was paid: it was refused, or never left. */
        record NotTaken(Reply<WorkerAnswer> reply) implements End {}

        /** The server has it, and it goes on there. */
        record LeftRunning(String why) implements End {}

        /** It was answered, but cannot be read under its id. */
        record AnsweredUnseen(WorkerAnswer answer) implements End {}

        /** Nobody knows whether it was taken. */
        record InDoubt(String why) implements End {}
    }

    private final HandingerApi api;
    private final StopSwitch stop;
    private final Order order;
    private final String id;

    private @Nullable TaskRecord seen;
    private long began;
    private @Nullable Long answered;
    private long pause = FIRST_PAUSE.toNanos();

    /** Prepares. */
    public SingleTask(HandingerApi api, StopSwitch stop, Order order) {
        this.api = api;
        this.stop = stop;
        this.order = order;
        id = Objects.requireNonNull(order.request().taskId(), "it is followed under its id");
    }

    /** An id that nobody has used. */
    public static String unusedId() {
        return Doctor.unusedId();
    }

    /**
     * Sends and follows.
     *
     * @throws RunException exit 6 when a stop was asked for before anything was sent
     */
    public End run() throws RunException, InterruptedException {
        stop.check("nothing was sent");
        began = System.nanoTime();
        CompletableFuture<Reply<WorkerAnswer>> send = api.createTask(order.request(), order.patience());
        End end = null;
        while (end == null) {
            boolean stopped = stop.await(Duration.ofNanos(pause));
            Reply<WorkerAnswer> reply = send.getNow(null);
            end = reply != null && seen == null && !maybeTaken(reply)
                    ? new End.NotTaken(reply)
                    : followed(reply, stopped);
        }
        return end;
    }

    /** One look, where there is one to be had; null while it is not over. */
    private @Nullable End followed(@Nullable Reply<WorkerAnswer> reply, boolean stopped) {
        pace(reply != null);
        boolean leaving = stopped || past(began, order.patience());
        boolean looks = reply != null || leaving || !order.toItsEnd();
        if (looks) {
            look(reply);
        }
        TaskRecord task = seen;
        if (task == null) {
            return leaving || past(answered, GRACE) ? left(reply, stopped) : null;
        }
        return over(task) ? new End.Seen(task) : leaving ? new End.LeftRunning(why(stopped)) : null;
    }

    private boolean over(TaskRecord task) {
        return task.status().ended() || !order.toItsEnd();
    }

    /** Ever slower, and anew from the answer on. */
    private void pace(boolean replied) {
        pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
        if (replied && answered == null) {
            answered = System.nanoTime();
            pause = FIRST_PAUSE.toNanos();
        }
    }

    private static boolean past(@Nullable Long since, Duration patience) {
        return since != null && System.nanoTime() - since >= patience.toNanos();
    }

    private End left(@Nullable Reply<WorkerAnswer> reply, boolean stopped) {
        if (reply instanceof Reply.Ok<WorkerAnswer> ok) {
            return new End.AnsweredUnseen(ok.body());
        }
        return new End.InDoubt(reply instanceof Reply.Unknown<WorkerAnswer> unknown ? unknown.message() : why(stopped));
    }

    private String why(boolean stopped) {
        return stopped ? String.valueOf(stop.reason()) : "it was waited for long enough";
    }

    private static boolean maybeTaken(Reply<WorkerAnswer> reply) {
        return reply instanceof Reply.Ok || reply instanceof Reply.Unknown;
    }

    private void look(@Nullable Reply<WorkerAnswer> reply) {
        if (api.readTask(id, READ).join() instanceof Reply.Ok<TaskRecord> found
                && ours(found.body(), reply instanceof Reply.Ok)) {
            seen = found.body();
        }
    }

    /** A task that was there before shows our turn by one turn more, or by the answer that we got. */
    private boolean ours(TaskRecord task, boolean accepted) {
        Integer before = order.turnsBefore();
        return before == null || accepted || task.turnCount() > before;
    }
}
