package com.handinger.batch.audit;

import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.api.Reply;
import com.handinger.batch.audit.Inspection.Next;
import com.handinger.batch.ledger.AuditVerdict;
import com.handinger.batch.ledger.AuditedAttempt;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads every attempt that the desk hands out, on the thread that calls; replies arrive on the client's threads and only
 * post. Nothing is ever sent. One instance serves one audit.
 */
public final class Auditor {

    private static final Duration READ_DEADLINE = Duration.ofSeconds(60);
    private static final Duration LONGEST_NAP = Duration.ofMillis(250);
    private static final Duration BETWEEN_COMMITS = Duration.ofSeconds(1);
    private static final int LARGEST_BATCH = 500;

    private record Answered(
            AuditWindow.Call call,
            @Nullable Answer answer,
            @Nullable Throwable bug) {}

    /** A reply, and what the attempt says to it. */
    private record Answer(Reply<?> reply, Function<Boolean, Next> next) {}

    private final HandingerApi api;
    private final AuditDesk desk;
    private final AuditWindow window;
    private final int page;
    private final BlockingQueue<Answered> mailbox = new LinkedBlockingQueue<>();
    private final List<AuditVerdict> unkept = new ArrayList<>();

    private long last;
    private boolean exhausted;
    private long kept;

    /**
     * Prepares.
     *
     * @param readable tasks that an earlier part of this audit could read
     */
    public Auditor(HandingerApi api, AuditDesk desk, AuditRules rules, long readable) {
        this.api = api;
        this.desk = desk;
        Pacer pacer = new Pacer(rules.pace(), rules.learned(), InstantSource.system());
        window = new AuditWindow(rules, pacer, readable);
        page = Math.max(LARGEST_BATCH, rules.pace().mostTasks());
    }

    /**
     * Reads until every attempt has its verdict, or until something or somebody stops it. What was read is kept in
     * either case.
     *
     * @return why it stopped before its end; null when it did not
     */
    public @Nullable StopCause run() throws InterruptedException {
        kept = System.nanoTime();
        StopCause stop = asked();
        boolean done = false;
        while (!done && stop == null) {
            refill();
            readAll();
            listen();
            keep(LARGEST_BATCH);
            long now = System.nanoTime();
            desk.tick(now, waitsFor(now));
            done = exhausted && window.idle();
            StopCause asked = done ? null : asked();
            stop = asked == null ? window.stop(now) : asked;
        }
        keep(0);
        return stop;
    }

    private @Nullable StopCause asked() {
        String reason = desk.stopped();
        return reason == null ? null : new StopCause(StopCause.Kind.STOPPED, reason);
    }

    private void refill() {
        if (!exhausted && window.waiting() < page / 2) {
            List<AuditedAttempt> attempts = desk.next(last, page);
            exhausted = attempts.size() < page;
            if (!attempts.isEmpty()) {
                last = attempts.get(attempts.size() - 1).item();
                window.add(attempts);
            }
        }
    }

    private void readAll() {
        AuditWindow.Call call = window.next(System.nanoTime());
        while (call != null) {
            read(call);
            call = window.next(System.nanoTime());
        }
    }

    private void read(AuditWindow.Call call) {
        Inspection inspection = call.inspection();
        String id = inspection.attempt().taskId();
        switch (call.request()) {
            case TASK ->
                deliver(
                        call,
                        api.readTask(id, READ_DEADLINE),
                        reply -> new Answer(reply, outage -> inspection.onTask(reply, call.asked(), outage)));
            case TURNS ->
                deliver(
                        call,
                        api.readTurns(id, READ_DEADLINE),
                        reply -> new Answer(reply, outage -> inspection.onTurns(reply, call.asked(), outage)));
        }
    }

    private <T> void deliver(AuditWindow.Call call, CompletableFuture<T> future, Function<T, Answer> answer) {
        CompletableFuture<T> unused = future.whenComplete(
                (reply, bug) -> mailbox.add(new Answered(call, bug == null ? answer.apply(reply) : null, bug)));
    }

    /** Waits for the first reply, and takes all that are there. */
    private void listen() throws InterruptedException {
        Answered answered = mailbox.poll(patience(), TimeUnit.NANOSECONDS);
        while (answered != null) {
            take(answered);
            answered = mailbox.poll();
        }
    }

    private long patience() {
        if (exhausted && window.idle()) {
            return 0;
        }
        long now = System.nanoTime();
        Long wake = window.wakeAt(now);
        return wake == null ? LONGEST_NAP.toNanos() : Math.min(LONGEST_NAP.toNanos(), Math.max(0, wake - now));
    }

    private void take(Answered answered) {
        Inspection inspection = answered.call.inspection();
        Answer answer = answered.answer;
        if (answer == null) {
            throw new IllegalStateException(
                    "the read of task " + inspection.attempt().taskId() + " broke: " + answered.bug, answered.bug);
        }
        long now = System.nanoTime();
        boolean missedBefore = inspection.missed();
        window.heard(answered.call, answer.reply, now);
        window.act(inspection, missedBefore, answer.next.apply(window.outage()), now);
    }

    private void keep(int most) {
        unkept.addAll(window.take());
        long now = System.nanoTime();
        if (!unkept.isEmpty() && (unkept.size() >= most || now - kept >= BETWEEN_COMMITS.toNanos())) {
            desk.keep(unkept);
            unkept.clear();
            kept = now;
        }
    }

    private @Nullable String waitsFor(long now) {
        return switch (window.waitsFor(now)) {
            case COOLING_DOWN -> "the server asked to slow down";
            case OUTAGE -> "the server does not answer" + window.trouble(now);
            case OPEN -> window.onlyGraces() ? "absent tasks are read again at the end of resend.lookupGrace" : null;
        };
    }
}
