package com.handinger.batch.run;

import com.handinger.batch.api.CreateTask;
import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.api.Reply;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.WorkerAnswer;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.pacing.Turnstile;
import com.handinger.batch.task.ServerHabits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One cheap task under an unused id, read beside its send, to see what the server makes of the id. */
final class TrialTask {

    private static final String INPUT = "Answer with the single word: ok";
    private static final Duration READ = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** So many graces without a verdict are enough. */
    private static final int GRACES = 3;

    /** @param credits null when they are not known */
    record Result(
            List<Checkup.Finding> findings,
            ServerHabits habits,
            @Nullable Long credits,
            ExitCode exit) {}

    private final HandingerApi api;
    private final JobFile job;
    private final String worker;
    private final StopSwitch stop;
    private final String id = Doctor.unusedId();
    private final List<Checkup.Finding> findings = new ArrayList<>();

    private final Turnstile rate;

    private @Nullable TaskRecord task;
    private @Nullable Long readableNanos;
    private boolean ranWhenSeen;
    private boolean absentWhileHeld;
    private boolean absentAfterwards;
    private boolean absent;
    private Duration grace;
    private long pause = FIRST_PAUSE.toNanos();

    /** @param rate of all requests of the process */
    TrialTask(HandingerApi api, JobFile job, String worker, StopSwitch stop, Turnstile rate) {
        this.rate = rate;
        this.api = api;
        this.job = job;
        this.worker = worker;
        this.stop = stop;
        grace = job.resend().lookupGrace();
    }

    Result run(ServerHabits before) throws RunException {
        grace = grace.compareTo(before.grace()) < 0 ? before.grace() : grace;
        rate.pass();
        long began = System.nanoTime();
        CompletableFuture<Reply<WorkerAnswer>> send = api.createTask(
                new CreateTask(worker, id, INPUT, "low"), job.api().timeout());
        watch(send, began);
        Reply<WorkerAnswer> reply = send.join();
        if (!(reply instanceof Reply.Ok) && readableNanos == null) {
            return new Result(failed(reply), before, null, exit(reply));
        }
        if (reply instanceof Reply.Ok<WorkerAnswer> ok) {
            note("success-code", true, "a new task is answered with " + ok.status());
        }
        awaitEnd();
        ServerHabits habits = habits(before);
        TaskRecord last = task;
        Long credits = last == null ? null : Long.valueOf(last.credits());
        note(
                "cost",
                true,
                credits == null
                        ? "one task, its credits cannot be read"
                        : credits + (credits == 1 ? " credit" : " credits"));
        return new Result(findings, habits, credits, habits.ignored() ? ExitCode.FATAL : ExitCode.DONE);
    }

    private void note(String topic, boolean fine, String text) {
        findings.add(new Checkup.Finding(topic, fine, text));
    }

    /** Reads until the task is there, the send failed, or the task stayed away through the grace. */
    private void watch(CompletableFuture<Reply<WorkerAnswer>> send, long began) throws RunException {
        Long since = null;
        Long answered = null;
        while (readableNanos == null && !provenAbsent(since) && !hopeless(answered)) {
            boolean held = !send.isDone();
            look(began);
            long now = System.nanoTime();
            answered = held ? null : answered == null ? Long.valueOf(now) : answered;
            since = held || !absent ? since : since == null ? Long.valueOf(now) : since;
            if (readableNanos == null) {
                noteAbsence(held);
            }
        }
    }

    private void noteAbsence(boolean held) {
        absentWhileHeld |= held;
        absentAfterwards |= !held;
    }

    /** Absent at both ends of the grace; any other reply proves nothing. */
    private boolean provenAbsent(@Nullable Long since) {
        return absent && since != null && System.nanoTime() - since > grace.toNanos();
    }

    private boolean hopeless(@Nullable Long answered) {
        return answered != null && System.nanoTime() - answered > GRACES * grace.toNanos();
    }

    private void look(long began) throws RunException {
        stop.check("task " + id + " goes on at the server");
        Executor when = CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS);
        CompletableFuture.runAsync(() -> {}, when).join();
        rate.pass();
        Reply<TaskRecord> reply = api.readTask(id, READ).join();
        absent = reply instanceof Reply.Absent;
        pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
        if (reply instanceof Reply.Ok<TaskRecord> ok) {
            task = ok.body();
            if (readableNanos == null) {
                readableNanos = System.nanoTime() - began;
                ranWhenSeen = !ok.body().status().ended();
            }
        }
    }

    private void awaitEnd() throws RunException {
        long began = System.nanoTime();
        TaskRecord seen = task;
        while (seen != null
                && !seen.status().ended()
                && System.nanoTime() - began < job.api().timeout().toNanos()) {
            look(began);
            seen = task;
        }
    }

    private ServerHabits habits(ServerHabits before) {
        Long nanos = readableNanos;
        if (nanos == null && !absent) {
            note(
                    "client-ids",
                    false,
                    "not found out: the reads of task " + id
                            + " gave no usable answer; say doctor --spend again later");
            return before;
        }
        if (nanos == null) {
            note(
                    "client-ids",
                    false,
                    "a task is NOT kept under the id that is sent with it (" + id + " stayed absent for "
                            + grace.toSeconds()
                            + " s): what gets lost on the way could not be found again, so runs send nothing");
            return new ServerHabits(false, before.slowest(), before.whileRunning(), before.turns());
        }
        boolean atEnd = !ranWhenSeen && absentWhileHeld && !absentAfterwards;
        note(
                "client-ids",
                true,
                "a task is kept under the id that is sent with it, and readable after "
                        + Duration.ofNanos(nanos).toMillis() + " ms"
                        + (ranWhenSeen ? ", while it runs" : atEnd ? ", at its end only" : ""));
        Boolean whileRunning = ranWhenSeen ? Boolean.TRUE : atEnd ? Boolean.FALSE : before.whileRunning();
        return new ServerHabits(true, before.slowest(), whileRunning, before.turns())
                .seenAfter(Duration.ofNanos(nanos));
    }

    private List<Checkup.Finding> failed(Reply<WorkerAnswer> reply) {
        note("client-ids", false, "not found out, because the send of task " + id + " ended with " + words(reply));
        return findings;
    }

    private static String words(Reply<?> reply) {
        if (reply instanceof Reply.Later<?> later) {
            return later.status() + ": " + later.message() + (later.after() == null ? " (without" : " (with")
                    + " a header that says how long to wait)";
        }
        return reply.toString().replaceFirst("^\\w+\\[", "").replaceFirst("]$", "");
    }

    private static ExitCode exit(Reply<?> reply) {
        if (reply instanceof Reply.Denied) {
            return ExitCode.CREDENTIALS;
        }
        if (reply instanceof Reply.Unpaid) {
            return ExitCode.CREDITS;
        }
        return reply instanceof Reply.Refused || reply instanceof Reply.Absent ? ExitCode.FATAL : ExitCode.STOPPED;
    }
}
