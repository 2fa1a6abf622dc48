package com.handinger.batch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.api.Reply;
import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.pacing.PaceRules;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.pacing.RequestRate;
import com.handinger.batch.pacing.SendGate;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.Replies;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.ServerHabits;
import com.handinger.batch.task.Step;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A window on a clock of its own: years pass in milliseconds. After each step it checks that the window neither spins
 * nor sleeps past work.
 */
final class Bench {

    static final Duration GRACE = Duration.ofSeconds(60);
    static final Duration SEND = Duration.ofMinutes(10);
    static final Duration OUTAGE = Duration.ofMinutes(30);
    static final ServerHabits KEEPS_IDS = new ServerHabits(true, Duration.ZERO, true);

    /** A named reply of {@link Replies}, so many seconds after the request. */
    record Said(String reply, double seconds) {}

    /** What happened: a request, or its reply. */
    record Seen(
            double at,
            String taskId,
            Step.Request request,
            @Nullable String reply) {}

    private record Coming(long at, Window.Call call, Said said) {}

    private final long began = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();
    private final PriorityQueue<Coming> coming =
            new PriorityQueue<>(Comparator.comparingLong((Coming reply) -> reply.at - began));
    final List<Change> changes = new ArrayList<>();
    final List<Seen> log = new ArrayList<>();
    /** What happened beside sends. */
    final Set<Seen> looks = Collections.newSetFromMap(new IdentityHashMap<>());

    final Canary canary;
    final Pacer pacer;
    final SendGate gate = new SendGate();
    final Window window;
    private final Waits waits;
    private FollowRules rules;
    private final Function<Seen, Said> server;
    private Runnable always = () -> {};
    private Runnable atRest = () -> {};
    private long now = began;
    private int claims;
    private int committed;
    private boolean exhausted;

    Bench(int slots, int attempts, Function<Seen, Said> server) {
        this(PaceRules.fixed(slots), attempts, server);
    }

    Bench(PaceRules pace, int attempts, Function<Seen, Said> server) {
        this(pace, attempts, KEEPS_IDS, server);
    }

    /** @param known of the server */
    Bench(PaceRules pace, int attempts, ServerHabits known, Function<Seen, Said> server) {
        this(pace, attempts, known, Allowance.unlimited(), server);
    }

    /** On a server that keeps ids. */
    Bench(int slots, int attempts, Allowance allowance, Function<Seen, Said> server) {
        this(PaceRules.fixed(slots), attempts, KEEPS_IDS, allowance, server);
    }

    private Bench(PaceRules pace, int attempts, ServerHabits known, Allowance allowance, Function<Seen, Said> server) {
        rules = FollowRules.of(attempts, Duration.ofSeconds(1), Duration.ofSeconds(60), GRACE);
        canary = new Canary(known, rules, false);
        pacer = new Pacer(pace, PaceMemory.NONE, InstantSource.system());
        window = new Window(
                pacer, gate, canary, new Funds(allowance.purse()), new ErrorWatch(allowance.errors()), changes::add);
        this.server = server;
        DispatchRules told = new DispatchRules(
                pace, PaceMemory.NONE, new RequestRate(pace.requestsPerMinute()), SEND, false, OUTAGE, rules, false);
        waits = new Waits(gate, canary, window.proof(), told);
    }

    Bench checking(Runnable invariant) {
        always = invariant;
        return this;
    }

    /** What holds whenever nothing more can be asked at its time. */
    Bench resting(Runnable invariant) {
        atRest = invariant;
        return this;
    }

    Bench claim(int rows, Claim.Origin origin) {
        for (int i = 0; i < rows; i++) {
            window.claimed(life(origin));
        }
        return this;
    }

    /** Rows that add turns of one text to so many tasks. */
    Bench claimTurns(int rows, int tasks) {
        for (int i = 0; i < rows; i++) {
            claims++;
            window.claimed(new RowLife(
                    new Claim(
                            claims,
                            claims,
                            "t" + i % tasks,
                            1,
                            0,
                            Claim.Origin.FRESH,
                            Replies.WORKER,
                            Replies.INPUT,
                            "low",
                            0,
                            null,
                            "",
                            null,
                            List.of(),
                            new Claim.Append(null)),
                    rules));
        }
        return this;
    }

    Bench recover(int rows, Claim.Origin origin) {
        for (int i = 0; i < rows; i++) {
            window.recovered(life(origin), now);
        }
        return this;
    }

    /** Tasks of an earlier start; before the rows that need them. */
    Bench witnesses(int count) {
        window.proof()
                .witnesses(
                        Stream.generate(() -> life(Claim.Origin.RUNNING))
                                .limit(count)
                                .toList(),
                        rules);
        return this;
    }

    /** No row will be claimed after those that were. */
    Bench andNoMore() {
        exhausted = true;
        return this;
    }

    /** A start that only settles; before its rows. */
    Bench sendingNothing() {
        rules = rules.sendingNothing();
        return this;
    }

    /** Somebody tells of ended tasks; before its rows. */
    Bench hinted() {
        rules = rules.hinted();
        return this;
    }

    /** Somebody does. */
    Bench told(String taskId) {
        window.told(taskId, now);
        return this;
    }

    RowLife life(Claim.Origin origin) {
        claims++;
        return new RowLife(
                new Claim(claims, claims, "t" + claims, 1, 0, origin, Replies.WORKER, Replies.INPUT, "low"), rules);
    }

    /** Seconds since the beginning. */
    double time() {
        return (now - began) / 1e9;
    }

    long now() {
        return now;
    }

    /** Who tells what it does from now on. */
    Bulletin bulletin() {
        return new Bulletin(window, waits, now);
    }

    /** What the next send waits for, and until which second, as a person would read it at midnight. */
    String waits() {
        Wait wait = waits.at(now, window.places(now), exhausted);
        return wait == null ? "nothing" : wait.reason() + " " + wait.rows() + said(wait);
    }

    private String said(Wait wait) {
        Long until = wait.until();
        return until == null ? "" : " until " + Math.round((until - began) / 1e9);
    }

    Doubt doubt() {
        return Doubt.of(window.places(now), now);
    }

    /** Goes on until nothing is to be done any more, or until the given second. */
    Bench until(double second) {
        long end = began + Math.round(second * 1e9);
        for (int steps = 0; ; steps++) {
            assertThat(steps).as("endless at %s s", time()).isLessThan(200_000);
            commit();
            ask();
            always.run();
            atRest.run();
            window.goOn(!exhausted);
            Long next = next();
            if (next == null || next - end > 0) {
                now = next == null ? now : end;
                return this;
            }
            now = next;
            deliver();
        }
    }

    Bench toTheEnd() {
        return until(1e7);
    }

    /** What tasks have before turns of ours is on disk. */
    private void commit() {
        for (; committed < changes.size(); committed++) {
            if (changes.get(committed) instanceof Change.Based based) {
                window.marked(List.of(based.rowId()), now);
            }
        }
    }

    private void ask() {
        for (Window.Call call = window.next(now); call != null; call = window.next(now)) {
            Seen seen = new Seen(time(), call.life().claim().taskId(), call.request(), null);
            note(call, seen);
            Said said = server.apply(seen);
            coming.add(new Coming(now + Math.round(said.seconds * 1e9), call, said));
            always.run();
        }
    }

    private void note(Window.Call call, Seen seen) {
        log.add(seen);
        if (canary.isLook(call.life())) {
            looks.add(seen);
        }
    }

    private @Nullable Long next() {
        Long wake = window.wakeAt(now);
        Coming reply = coming.peek();
        if (wake != null) {
            assertThat(wake - now).as("spins at %s s", time()).isPositive();
        }
        if (reply == null || (wake != null && wake - reply.at < 0)) {
            if (wake != null && wake - now > 1) {
                assertThat(window.next(wake - 1)).as("sleeps past work").isNull();
            }
            return wake;
        }
        if (reply.at - now > 1) {
            assertThat(window.next(reply.at - 1)).as("sleeps past work").isNull();
        }
        return reply.at;
    }

    private void deliver() {
        for (Coming reply = coming.peek(); reply != null && reply.at - now <= 0; reply = coming.peek()) {
            coming.remove();
            Window.Call call = reply.call;
            note(call, new Seen(time(), call.life().claim().taskId(), call.request(), reply.said.reply));
            Replied replied = switch (call.request()) {
                case SEND -> Replied.send(call, Replies.answer(reply.said.reply));
                case TASK -> Replied.task(call, Replies.task(reply.said.reply));
                case STREAM -> Replied.stream(call, Replies.stream(reply.said.reply));
                case TURNS -> Replied.turns(call, Replies.turns(reply.said.reply));
                case WORKER -> Replied.worker(call, Replies.answer(reply.said.reply));
            };
            Reply<?> what = replied.reply();
            window.replied(call, what, replied.onReply(), now);
            always.run();
        }
    }

    List<Seen> sends() {
        return log.stream()
                .filter(seen -> seen.reply == null && seen.request == Step.Request.SEND)
                .toList();
    }

    /** Changes of this kind. */
    <T extends Change> List<T> changes(Class<T> kind) {
        return changes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** How the rows ended, one word each. */
    List<String> settled() {
        return changes(Change.Settled.class).stream()
                .map(change -> {
                    var error = change.outcome().error();
                    return change.outcome().state().word() + (error == null ? "" : " " + error.kind());
                })
                .toList();
    }
}
