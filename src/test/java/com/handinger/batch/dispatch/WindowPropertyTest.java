package com.handinger.batch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.budget.ErrorLimit;
import com.handinger.batch.budget.Purse;
import com.handinger.batch.dispatch.Bench.Seen;
import com.handinger.batch.pacing.PaceRules;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.ServerHabits;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What holds whatever the server says, in whatever order. */
class WindowPropertyTest {

    private static final int ROWS = 40;
    private static final Set<String> DOUBT = Set.of("503", "502", "lost", "timeout", "unreadable", "html404");

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void everyRowSettlesAndNoneIsPaidTwice(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int slots,
            @ForAll @DoubleRange(max = 0.6) double faults) {
        World world = new World(seed, faults);
        Bench bench = new Bench(slots, 1000, world).claim(ROWS, Claim.Origin.FRESH);
        bench.checking(() -> assertThat(bench.window.active()).isLessThanOrEqualTo(slots))
                .toTheEnd();

        assertThat(bench.window.idle()).isTrue();
        assertThat(bench.settled()).hasSize(ROWS).containsOnly("completed");
        assertThat(world.turns).hasSize(ROWS);
        assertThat(world.turns.values()).containsOnly(1);
        lookedBeforeEachFurtherSend(bench);
        oneRequestAtATime(bench);
        nothingWhileCoolingDown(bench);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void everyRowAddsOneTurnOfItsOwn(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int slots,
            @ForAll @IntRange(min = 1, max = 10) int tasks,
            @ForAll @DoubleRange(max = 0.6) double faults) {
        TurnWorld world = new TurnWorld(seed, faults);
        Bench bench = new Bench(slots, 1000, world).claimTurns(ROWS, tasks).toTheEnd();

        assertThat(bench.window.idle()).isTrue();
        assertThat(bench.settled()).hasSize(ROWS).containsOnly("completed");
        assertThat(world.added.values().stream().mapToInt(List::size).sum()).isEqualTo(ROWS);
        assertThat(bench.changes(Change.Settled.class))
                .allSatisfy(change -> assertThat(
                                Objects.requireNonNull(change.outcome().answer())
                                        .credits())
                        .isEqualTo(3));
        oneRequestAtATime(bench);
        nothingWhileCoolingDown(bench);
    }

    /** Every task costs 3 here. */
    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void creditLimitHoldsThroughFaultsAndEndsTheStart(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int slots,
            @ForAll @IntRange(min = 3, max = 160) int limit,
            @ForAll boolean told,
            @ForAll @DoubleRange(max = 0.6) double faults) {
        World world = new World(seed, faults);
        Purse purse = new Purse((long) limit, told ? 3 : 0, 0);
        Allowance allowance = new Allowance(purse, new ErrorLimit(ROWS, false));
        Bench bench = new Bench(slots, 1000, allowance, world).claim(ROWS, Claim.Origin.FRESH);
        bench.checking(() -> {
                    bench.window.goOn(true);
                    Purse.Standing money = purse.standing();
                    assertThat(money.spent() + money.reserved()).isLessThanOrEqualTo(limit);
                })
                .toTheEnd();

        int tasks = Math.min(ROWS, limit / 3);
        assertThat(world.turns.values()).containsOnly(1);
        assertThat(world.turns).hasSize(tasks);
        assertThat(bench.settled()).hasSize(tasks);
        assertThat(purse.standing()).isEqualTo(new Purse.Standing((long) limit, 3L * tasks, 0, 0, 3, 3));
        assertThat(bench.window.idle()).isTrue();
        assertThat(bench.window.stop() == null).isEqualTo(tasks == ROWS);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void drainGivesBackEachUnsentRowOnceAndFollowsTheRest(
            @ForAll long seed,
            @ForAll @DoubleRange(max = 100) double second,
            @ForAll @DoubleRange(max = 0.6) double faults) {
        World world = new World(seed, faults);
        Bench bench =
                new Bench(10, 1000, world).claim(ROWS - 10, Claim.Origin.FRESH).claim(10, Claim.Origin.DOUBTED);
        bench.until(second);
        int before = bench.sends().size();
        bench.window.drain(new StopCause(StopCause.Kind.STOPPED, "stop"));
        bench.window.drain(new StopCause(StopCause.Kind.CREDITS, "a later cause"));
        bench.window.claimed(bench.life(Claim.Origin.FRESH));
        bench.toTheEnd();

        assertThat(bench.sends()).hasSize(before);
        assertThat(bench.window.idle()).isTrue();
        assertThat(bench.window.stop()).isEqualTo(new StopCause(StopCause.Kind.STOPPED, "stop"));
        List<Long> released =
                bench.changes(Change.Released.class).stream().map(Change::rowId).toList();
        List<Long> settled =
                bench.changes(Change.Settled.class).stream().map(Change::rowId).toList();
        assertThat(released).doesNotHaveDuplicates().doesNotContainAnyElementsOf(settled);
        assertThat(settled).doesNotHaveDuplicates();
        assertThat(released.size() + settled.size()).isEqualTo(ROWS + 1);
        assertThat(released).allMatch(row -> !world.has("t" + row));
        assertThat(world.turns.values()).allMatch(turns -> turns == 1);
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void whatAnEarlierProcessLeftIsNeverBoughtAgain(@ForAll long seed, @ForAll @DoubleRange(max = 0.6) double faults) {
        World world = new World(seed, faults);
        for (int i = 1; i <= 10; i++) {
            world.with("t" + (2 * i));
        }
        Bench bench = new Bench(30, 1000, world).recover(20, Claim.Origin.IN_DOUBT);
        bench.claim(10, Claim.Origin.FRESH).toTheEnd();

        assertThat(bench.settled()).hasSize(30).containsOnly("completed");
        assertThat(world.turns).hasSize(30);
        assertThat(world.turns.values()).containsOnly(1);
    }

    /** Accepted sends are held, refusals come at once or late, and both in any order. */
    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void everyStartEndsWhateverIsRefused(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int slots,
            @ForAll @DoubleRange(max = 0.95) double refused,
            @ForAll boolean keptFromTheFirst) {
        Random random = new Random(seed);
        String kind =
                List.of("refused", "gone", "legal", "503", "later", "lost").get(random.nextInt(6));
        int good = random.nextInt(ROWS);
        AtomicInteger sends = new AtomicInteger();
        Told server = new Told(
                        (seen, nth) -> sends.incrementAndGet() > good && random.nextDouble() < refused ? kind : "ok")
                .after(seen -> random.nextInt(4) == 0 ? 300 * random.nextDouble() : random.nextDouble());
        ServerHabits habits = keptFromTheFirst ? Bench.KEEPS_IDS : ServerHabits.UNKNOWN;
        Bench bench = new Bench(PaceRules.fixed(slots), 1000, habits, server)
                .claim(ROWS, Claim.Origin.FRESH)
                .andNoMore()
                .toTheEnd();

        assertThat(bench.window.idle()).as(bench.waits()).isTrue();
        List<Long> settled =
                bench.changes(Change.Settled.class).stream().map(Change::rowId).toList();
        assertThat(settled).doesNotHaveDuplicates();
        assertThat(settled.size() == ROWS || bench.window.stop() != null).isTrue();
    }

    /** The last thing known of a doubted task before a send is that it is absent, and was so a grace before. */
    private static void lookedBeforeEachFurtherSend(Bench bench) {
        Map<String, Double> firstAbsent = new HashMap<>();
        Map<String, Double> lastAbsent = new HashMap<>();
        Map<String, Double> asked = new HashMap<>();
        Set<String> unresolved = new HashSet<>();
        Set<String> everDoubted = new HashSet<>();
        for (Seen seen : ofRows(bench)) {
            String id = seen.taskId();
            boolean send = seen.request() == Step.Request.SEND;
            if (seen.reply() == null) {
                asked.put(id, seen.at());
            }
            if (send && seen.reply() == null && everDoubted.contains(id)) {
                assertThat(seen.at() - lastAbsent.getOrDefault(id, -1e9))
                        .as("%s", seen)
                        .isLessThan(7);
                if (unresolved.remove(id)) {
                    double since = lastAbsent.getOrDefault(id, 0.0) - firstAbsent.getOrDefault(id, 0.0);
                    assertThat(since).as("%s", seen).isGreaterThanOrEqualTo(60);
                }
                lastAbsent.remove(id);
            } else if (send && DOUBT.contains(String.valueOf(seen.reply()))) {
                unresolved.add(id);
                everDoubted.add(id);
                firstAbsent.remove(id);
            } else if ("absent".equals(seen.reply())) {
                firstAbsent.putIfAbsent(id, asked.getOrDefault(id, 0.0));
                lastAbsent.put(id, asked.getOrDefault(id, 0.0));
            }
        }
    }

    /** All but reads beside sends. */
    private static List<Seen> ofRows(Bench bench) {
        return bench.log.stream().filter(seen -> !bench.looks.contains(seen)).toList();
    }

    private static void oneRequestAtATime(Bench bench) {
        Set<String> out = new HashSet<>();
        for (Seen seen : ofRows(bench)) {
            boolean fine = seen.reply() == null ? out.add(seen.taskId()) : out.remove(seen.taskId());
            assertThat(fine).as("%s", seen).isTrue();
        }
    }

    private static void nothingWhileCoolingDown(Bench bench) {
        double until = 0;
        for (Seen seen : bench.log) {
            if ("later".equals(seen.reply())) {
                until = Math.max(until, seen.at() + 1);
            } else if (seen.reply() == null) {
                assertThat(seen.at()).as("%s", seen).isGreaterThanOrEqualTo(until - 1e-6);
            }
        }
    }
}
