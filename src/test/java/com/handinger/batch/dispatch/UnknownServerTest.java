package com.handinger.batch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.dispatch.Bench.Said;
import com.handinger.batch.dispatch.Bench.Seen;
import com.handinger.batch.pacing.PaceRules;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.ServerHabits;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * While it is not known whether a server keeps the ids it is given, an absence proves nothing: no row that may have been
 * sent is sent again, unless one that never was has found it out.
 */
class UnknownServerTest {

    private static final double GRACE = Bench.GRACE.toSeconds();

    private static Bench bench(int slots, Function<Seen, Said> server) {
        return new Bench(PaceRules.fixed(slots), 4, ServerHabits.UNKNOWN, server);
    }

    /** Takes each task and shows none. */
    private static Said forgetful(Seen seen) {
        return new Said(seen.request() == Step.Request.SEND ? "ok" : "absent", 0.1);
    }

    private static void endsUnproven(Bench bench, int rows) {
        StopCause stop = Objects.requireNonNull(bench.window.stop());
        assertThat(stop.kind()).isEqualTo(StopCause.Kind.FATAL_ANSWER);
        assertThat(stop.message()).contains("row 1").contains("doctor JOB --spend");
        if (rows > 1) {
            assertThat(stop.message()).contains(rows + " rows");
        }
        assertThat(bench.canary.habits()).isEqualTo(ServerHabits.UNKNOWN);
        assertThat(bench.window.idle()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void rowsThatAnEarlierStartMayHaveSentAreNotSentAgain(int rows) {
        Bench bench = bench(5, Told.inTurn("ok"))
                .recover(rows, Claim.Origin.IN_DOUBT)
                .andNoMore()
                .toTheEnd();

        assertThat(bench.sends()).isEmpty();
        assertThat(bench.time()).as("it was looked for through the grace").isBetween(GRACE, GRACE + 5);
        assertThat(bench.changes)
                .as("in doubt they stay, and no send is counted")
                .isEmpty();
        endsUnproven(bench, rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"503", "timeout", "lost", "409"})
    void aLonelyRowWithoutAWordIsNotSentAgain(String word) {
        Bench bench = bench(5, Told.inTurn(word, "ok"))
                .claim(1, Claim.Origin.FRESH)
                .andNoMore()
                .toTheEnd();

        assertThat(bench.sends()).hasSize(1);
        assertThat(bench.changes(Change.Released.class)).isEmpty();
        assertThat(bench.changes(Change.Resending.class)).isEmpty();
        endsUnproven(bench, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"later", "not-sent"})
    void aSendThatDidNotRunIsRepeated(String word) {
        Bench bench = bench(5, Told.inTurn(word, "ok"))
                .claim(1, Claim.Origin.FRESH)
                .andNoMore()
                .toTheEnd();

        assertThat(bench.settled()).containsExactly("completed");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void aRowThatWasNeverSentGoesFirstAndItsTaskFreesTheOthers(int slots) {
        Bench bench = bench(slots, Told.inTurn("ok"))
                .recover(Math.min(2, slots), Claim.Origin.IN_DOUBT)
                .claim(1, Claim.Origin.FRESH)
                .andNoMore()
                .toTheEnd();

        int rows = Math.min(2, slots) + 1;
        assertThat(bench.sends().get(0).taskId()).isEqualTo("t" + rows);
        assertThat(bench.sends()).hasSize(rows);
        assertThat(bench.settled()).hasSize(rows).containsOnly("completed");
        assertThat(bench.sends().stream().skip(1)).allSatisfy(send -> {
            assertThat(send.at()).isGreaterThan(GRACE);
            assertThat(lastBefore(bench, send).request()).isEqualTo(Step.Request.TASK);
        });
    }

    private static Seen lastBefore(Bench bench, Seen send) {
        List<Seen> before = bench.log.subList(0, bench.log.indexOf(send));
        return before.stream()
                .filter(seen -> seen.reply() == null && seen.taskId().equals(send.taskId()))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    @Test
    void aServerThatForgetsIdsCostsTheOneThatWasNeverSent() {
        Bench bench = bench(5, UnknownServerTest::forgetful)
                .recover(2, Claim.Origin.IN_DOUBT)
                .claim(3, Claim.Origin.FRESH)
                .andNoMore()
                .toTheEnd();

        assertThat(bench.sends()).extracting(Seen::taskId).containsExactly("t3");
        assertThat(bench.canary.habits().ignored()).isTrue();
        assertThat(bench.changes).noneMatch(change -> change.rowId() <= 2);
    }

    @Test
    void aRowThatIsOnlyLookedUpFirstMayFindItOut() {
        Bench bench = bench(5, Told.inTurn("ok"))
                .claim(2, Claim.Origin.DOUBTED)
                .andNoMore()
                .toTheEnd();
        assertThat(bench.settled()).containsExactly("completed", "completed");
    }

    @Test
    void whatIsLearntOfASlowServerCountsForThoseThatWait() {
        double shown = 100;
        Map<String, Double> sent = new HashMap<>();
        Bench bench = bench(5, seen -> {
                    if (seen.request() == Step.Request.SEND) {
                        sent.put(seen.taskId(), seen.at());
                        return new Said("ok", shown);
                    }
                    boolean there = seen.at() - sent.getOrDefault(seen.taskId(), Double.MAX_VALUE) >= shown;
                    return new Said(
                            switch (seen.request()) {
                                case TURNS -> "ours";
                                case STREAM -> "closed";
                                case WORKER -> "ok";
                                default -> there ? "completed" : "absent";
                            },
                            0.1);
                })
                .recover(1, Claim.Origin.IN_DOUBT)
                .claim(1, Claim.Origin.FRESH)
                .andNoMore()
                .toTheEnd();

        assertThat(bench.settled()).containsExactly("completed", "completed");
        assertThat(bench.sends().get(1).at()).isGreaterThan(3 * shown);
    }

    @Test
    void aStartThatOnlySettlesGivesNothingBack() {
        Bench bench = bench(5, Told.inTurn("ok"))
                .sendingNothing()
                .recover(2, Claim.Origin.IN_DOUBT)
                .andNoMore()
                .toTheEnd();
        assertThat(bench.changes).isEmpty();
        endsUnproven(bench, 2);
    }

    @Test
    void aStopWhileTheyWaitLeavesThemInDoubt() {
        Bench bench =
                bench(5, Told.inTurn("ok")).recover(2, Claim.Origin.IN_DOUBT).until(2 * GRACE);
        assertThat(bench.window.active()).as("they hold no slot").isZero();
        assertThat(bench.window.idle()).isFalse();
        bench.window.drain(new StopCause(StopCause.Kind.STOPPED, "asked to"));
        assertThat(bench.changes).isEmpty();
        assertThat(bench.window.idle()).isTrue();
    }

    /** Nothing can be read of it; once it was the one that all others waited for. */
    @ParameterizedTest
    @CsvSource({"IN_DOUBT, html404, 1", "IN_DOUBT, 409, 1", "RUNNING, html404, 110", "RUNNING, 409, 110"})
    void aRowThatCannotBeReadHoldsUpNobodyForLong(Claim.Origin origin, String word, double within) {
        Told server = Told.inTurn("ok").reading(seen -> seen.taskId().equals("t1") ? word : null);
        Bench bench =
                bench(5, server).recover(1, origin).claim(3, Claim.Origin.FRESH).until(3 * GRACE);

        assertThat(bench.sends()).extracting(Seen::taskId).containsExactly("t2", "t3", "t4");
        assertThat(bench.sends().get(0).at()).isLessThan(within);
        assertThat(bench.settled()).hasSize(3).containsOnly("completed");
        assertThat(bench.window.stop()).isNull();
    }

    @Test
    void aRowThatWasTakenIsAskedBeforeOneInDoubt() {
        Bench bench = bench(5, UnknownServerTest::forgetful)
                .recover(1, Claim.Origin.IN_DOUBT)
                .recover(1, Claim.Origin.RUNNING)
                .claim(3, Claim.Origin.FRESH)
                .toTheEnd();
        assertThat(bench.sends()).isEmpty();
        assertThat(bench.canary.habits().ignored()).isTrue();
    }

    @Test
    void aSilentServerHoldsTheFirstRowsNotForDays() {
        Duration told = Duration.ofMinutes(10);
        Bench bench = bench(5, seen -> new Said("timeout", 3600));
        assertThat(bench.canary.deadline(told)).isEqualTo(Duration.ofMinutes(40));
        bench.claim(6, Claim.Origin.FRESH).until(7 * 3600);
        assertThat(bench.canary.deadline(told)).isEqualTo(Duration.ofHours(6));
        assertThat(bench.canary.deadline(Duration.ofHours(7))).isEqualTo(Duration.ofHours(7));
    }

    /** Whatever goes wrong on the way, and whatever earlier starts left. */
    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void noIdIsSentTwiceToAServerThatForgets(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int slots,
            @ForAll @IntRange(max = 5) int left,
            @ForAll @DoubleRange(max = 0.6) double faults) {
        World world = new World(seed, faults).forgetful();
        Bench bench = bench(slots, world)
                .recover(left, Claim.Origin.IN_DOUBT)
                .claim(20, Claim.Origin.FRESH)
                .andNoMore()
                .toTheEnd();

        Set<String> taken = new HashSet<>();
        for (Seen send : bench.sends()) {
            assertThat(world.turns.getOrDefault(send.taskId(), 0)).isLessThanOrEqualTo(1);
            taken.add(send.taskId());
        }
        assertThat(taken).noneMatch(id -> Integer.parseInt(id.substring(1)) <= left);
        assertThat(bench.window.stop()).isNotNull();
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void everyRowSettlesOrWaitsForAnAnswerAndNoneIsPaidTwice(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int slots,
            @ForAll @IntRange(max = 5) int left,
            @ForAll @DoubleRange(max = 0.6) double faults) {
        World world = new World(seed, faults);
        Bench bench = bench(slots, world)
                .recover(left, Claim.Origin.IN_DOUBT)
                .claim(20, Claim.Origin.FRESH)
                .andNoMore()
                .toTheEnd();

        assertThat(world.turns.values()).containsOnly(1);
        assertThat(bench.window.idle()).isTrue();
        if (bench.canary.habits().kept()) {
            assertThat(bench.settled()).hasSize(left + 20);
        } else {
            endsUnproven(bench, left + 20);
        }
    }
}
