package com.handinger.batch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.budget.ErrorLimit;
import com.handinger.batch.budget.Purse;
import com.handinger.batch.pacing.PaceRules;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.ServerHabits;
import com.handinger.batch.task.Step;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whenever nothing is sent it can be told why, and until when. */
class WaitsTest {

    private static Told running() {
        return Told.inTurn("ok").reading(seen -> "running");
    }

    @Test
    void slots() {
        Bench bench = new Bench(3, 4, seen -> new Bench.Said("ok", 1000))
                .claim(5, Claim.Origin.FRESH)
                .until(10);
        assertThat(bench.waits()).isEqualTo("SLOTS 3");
        assertThat(bench.doubt()).isEqualTo(new Doubt(0, null));
    }

    @Test
    void theEnd() {
        Bench bench = new Bench(5, 4, running())
                .claim(2, Claim.Origin.FRESH)
                .andNoMore()
                .until(10);
        assertThat(bench.waits()).isEqualTo("ENDS 2");
        assertThat(new Bench(5, 4, running()).andNoMore().until(1).waits()).isEqualTo("nothing");
    }

    @Test
    void theStoreThatHandsOutNoRows() {
        assertThat(new Bench(5, 4, running())
                        .claim(2, Claim.Origin.FRESH)
                        .until(10)
                        .waits())
                .isEqualTo("STORE 0");
    }

    @Test
    void theRate() {
        Bench bench = new Bench(new PaceRules(5, 5, 1), 4, running())
                .claim(3, Claim.Origin.FRESH)
                .until(0.001);
        assertThat(bench.waits()).matches("RATE [23] until \\d+");
    }

    @Test
    void theRateThatWasLearned() {
        Bench bench = new Bench(5, 4, running()).claim(3, Claim.Origin.FRESH);
        bench.pacer.refused(bench.now(), bench.now() + 1, null);
        assertThat(bench.until(0.001).waits()).matches("LEARNED_RATE [23] until \\d+");
    }

    /** There is enough; nobody knows yet for how many. */
    @Test
    void thePriceThatNobodyKnowsYet() {
        Allowance allowance = new Allowance(new Purse(500L, 0, 0), new ErrorLimit(Long.MAX_VALUE, false));
        Bench bench = new Bench(5, 4, allowance, running())
                .claim(3, Claim.Origin.FRESH)
                .until(10);
        assertThat(bench.waits()).isEqualTo("PRICE 1");
    }

    @Test
    void creditsThatAreReserved() {
        Allowance allowance = new Allowance(new Purse(10L, 4, 0), new ErrorLimit(Long.MAX_VALUE, false));
        Bench bench = new Bench(5, 4, allowance, running())
                .claim(3, Claim.Origin.FRESH)
                .until(10);
        assertThat(bench.waits()).isEqualTo("CREDITS 2");
    }

    /** What finds out whether a server is back is sent, and yet nothing is sent. */
    @Test
    void aProbeEndsNoWait() {
        Bench bench = new Bench(5, 4, Told.inTurn("ok")).claim(3, Claim.Origin.FRESH);
        Bulletin bulletin = bench.bulletin();
        long before = bench.now();
        bulletin.sent(before);
        for (int i = 0; i < 10; i++) {
            bench.gate.sendFailed(before, "no such host");
        }
        bulletin.sent(before + Duration.ofMinutes(5).toNanos());
        assertThat(bulletin.at(before, null, 0, false).lastSend()).isEqualTo(before);

        bench.gate.accepted();
        bulletin.sent(before + 1);
        assertThat(bulletin.at(before, null, 0, false).lastSend()).isEqualTo(before + 1);
    }

    @Test
    void aPauseThatTheServerAskedFor() {
        Bench bench = new Bench(5, 4, Told.inTurn("ok")).claim(3, Claim.Origin.FRESH);
        bench.gate.sendLimited(bench.now(), Duration.ofSeconds(90));
        bench.until(10);
        assertThat(bench.waits()).isEqualTo("COOLING_DOWN 3 until 90");
    }

    @Test
    void anOutageAndWhenTheStartGivesUp() {
        Bench bench = new Bench(20, 4, Told.inTurn("not-sent"))
                .claim(30, Claim.Origin.FRESH)
                .until(600);
        assertThat(bench.waits()).matches("OUTAGE (29|30) until 1800");
    }

    @ParameterizedTest
    @CsvSource({"2, 1, DOUBT 2 until 60", "3, 1, nothing"})
    void rowsInDoubtAndTheEndOfTheirGrace(int slots, int fresh, String waits) {
        Bench bench = new Bench(slots, 4, Told.inTurn("ok"))
                .recover(2, Claim.Origin.IN_DOUBT)
                .until(3)
                .claim(fresh, Claim.Origin.FRESH);
        assertThat(bench.waits()).isEqualTo(waits);
        assertThat(bench.doubt().rows()).isEqualTo(2);
    }

    /** A slot that one running task may free sooner is no comfort beside many that are held through the grace. */
    @Test
    void mostSlotsInDoubtAreTheReason() {
        Told server = Told.inTurn("ok").reading(seen -> seen.taskId().equals("t1") ? "running" : null);
        Bench bench = new Bench(3, 4, server)
                .recover(1, Claim.Origin.RUNNING)
                .recover(2, Claim.Origin.IN_DOUBT)
                .until(3)
                .claim(1, Claim.Origin.FRESH);
        assertThat(bench.waits()).isEqualTo("DOUBT 2 until 60");
    }

    @Test
    void rowsInDoubtAreCountedApartFromThoseThatRun() {
        Told server = Told.inTurn("ok").reading(seen -> seen.taskId().equals("t1") ? "running" : null);
        Bench bench = new Bench(2, 4, server)
                .recover(1, Claim.Origin.RUNNING)
                .recover(1, Claim.Origin.IN_DOUBT)
                .claim(1, Claim.Origin.FRESH)
                .until(3);
        assertThat(bench.waits()).isEqualTo("SLOTS 2");
        assertThat(bench.doubt().rows()).isOne();
        assertThat(bench.until(80).doubt()).isEqualTo(new Doubt(0, null));
    }

    @Test
    void theFirstRowAndHowLongItIsHeld() {
        Bench bench = new Bench(
                        PaceRules.fixed(5),
                        4,
                        ServerHabits.UNKNOWN,
                        seen -> new Bench.Said(seen.request() == Step.Request.SEND ? "timeout" : "absent", 2400))
                .claim(3, Claim.Origin.FRESH)
                .until(60);
        assertThat(bench.waits()).isEqualTo("FIRST_ROW 1 until 2400");
    }

    @Test
    void theProofOfTheKey() {
        Told server = Told.inTurn("ok").reading(seen -> seen.taskId().equals("t1") ? "409" : null);
        Bench bench = new Bench(5, 4, server)
                .witnesses(1)
                .recover(2, Claim.Origin.IN_DOUBT)
                .andNoMore()
                .until(80);
        assertThat(bench.waits()).isEqualTo("KEY_PROOF 2");
        assertThat(bench.doubt().rows()).isEqualTo(2);
    }

    @Test
    void whatIsParkedIsInDoubt() {
        Bench bench = new Bench(PaceRules.fixed(5), 4, ServerHabits.UNKNOWN, Told.inTurn("ok"))
                .recover(2, Claim.Origin.IN_DOUBT)
                .until(80);
        assertThat(bench.doubt()).isEqualTo(new Doubt(2, null));
    }

    @Test
    void rowsBehindAnotherOfTheirTask() {
        Bench bench = new Bench(5, 4, running()).claimTurns(3, 1).until(10);
        assertThat(bench.waits()).isEqualTo("TURN_ORDER 2");
    }

    @Test
    void theFirstTurn() {
        Bench bench = new Bench(5, 4, seen -> switch (seen.request()) {
                    case SEND -> new Bench.Said("ok", 900);
                    case TURNS -> new Bench.Said("other and ours 0", 0.1);
                    default -> new Bench.Said("completed 1", 0.1);
                })
                .claimTurns(3, 3)
                .until(10);
        assertThat(bench.waits()).matches("FIRST_TURN [123]");
    }

    @Test
    void refusalsBesideSendsThatAreOut() {
        Told server = new Told((seen, nth) -> seen.taskId().matches("t([1-6]|17)") ? "ok" : "gone")
                .after(seen -> seen.taskId().equals("t17") ? 900 : 5);
        Bench bench = new Bench(12, 4, server).claim(40, Claim.Origin.FRESH).until(20);
        assertThat(bench.waits()).isEqualTo("REFUSALS 1");
        assertThat(bench.until(2000).window.stop()).isNotNull();
    }

    @Test
    void theFirstFewSends() {
        Bench bench = new Bench(9, 4, Told.inTurn("ok").after(seen -> 900).reading(seen -> "absent"))
                .claim(20, Claim.Origin.FRESH)
                .until(1);
        assertThat(bench.waits()).isEqualTo("FIRST_SENDS 5");
        assertThat(bench.until(3).waits()).isEqualTo("SLOTS 9");
    }

    /** Whatever the server says. */
    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void noRowWaitsWithoutAReason(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int slots,
            @ForAll @IntRange(max = 2) int world,
            @ForAll @DoubleRange(max = 0.6) double faults,
            @ForAll boolean known) {
        Random random = new Random(seed);
        Told refusing = new Told((seen, nth) -> random.nextDouble() < faults ? "gone" : "ok")
                .after(seen -> random.nextInt(4) == 0 ? 300 * random.nextDouble() : random.nextDouble());
        List<Function<Bench.Seen, Bench.Said>> worlds =
                List.of(new World(seed, faults), new TurnWorld(seed, faults), refusing);
        Bench bench = new Bench(
                PaceRules.fixed(slots), 1000, known ? Bench.KEEPS_IDS : ServerHabits.UNKNOWN, worlds.get(world));
        bench.resting(() -> {
            boolean waits = bench.window.stop() == null
                    && bench.window.places(bench.now()).line() > 0;
            assertThat(waits && bench.waits().equals("nothing"))
                    .as("at %s s", bench.time())
                    .isFalse();
        });
        Bench claimed = world == 1 ? bench.claimTurns(40, 1 + random.nextInt(9)) : bench.claim(40, Claim.Origin.FRESH);
        claimed.andNoMore().toTheEnd();
        assertThat(bench.window.idle()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DRAINING     | 1 | 8     | the start is ending: 1 row is still followed, until 12:00:08
            COOLING_DOWN | 3 | 90    | the server asked to slow down, until 12:01:30
            OUTAGE       | 3 | 1800  | the server does not answer; this start gives up at 12:30:00
            STORE        | 0 |       | the store is slow
            STORE        | 9 |       | the store is slow: 9 changes are still to be written
            STORE        | 1 |       | the store is slow: 1 change is still to be written
            RATE         | 3 | 10    | the request rate (limits.requestsPerMinute), until 12:00:10
            LEARNED_RATE | 3 | 10    | the request rate that the server has put up with so far (learned), until 12:00:10
            FIRST_ROW    | 1 | 2400  | row 1 went alone, until its task can be read, because nothing is known of this server yet; its send is held until 12:40:00
            FIRST_TURN   | 3 |       | row 3 went alone, until its turn is found in its task, because no turn was added at this server yet
            FIRST_SENDS  | 5 |       | the first answers: 5 sends are out, and more go once the server takes one
            REFUSALS     | 1 |       | several rows were refused one after the other; whether all are, the answers tell that are still to come: 1 send is out
            TURN_ORDER   | 1 |       | 1 row waits for another row of the same task (task.continues)
            TURN_ORDER   | 3 |       | 3 rows wait for another row of the same task (task.continues)
            KEY_PROOF    | 2 |       | 2 rows were found absent, and wait until a task of an earlier start proves that this key sees them
            DOUBT        | 5 | 30    | 5 rows in doubt: looked up until 12:00:30
            SLOTS        | 4 |       | a free slot: all 4 are taken (limits.concurrency)
            KEY_PROOF    | 1 |       | 1 row was found absent, and waits until a task of an earlier start proves that this key sees it
            SLOTS        | 1 |       | a free slot: the only one is taken (limits.concurrency)
            ANSWERS      | 1 |       | the answer of 1 task that has ended
            ANSWERS      | 4 |       | the answers of 4 tasks that have ended
            UNPROVEN     | 1 |       | 1 row waits until it is known whether this server keeps the ids it is given
            ENDS         | 2 | 90000 | nothing is left to send: 2 rows are still followed
            """)
    void inWords(Wait.Reason reason, long rows, Long seconds, String words) {
        long now = Long.MAX_VALUE - 1;
        Long until = seconds == null
                ? null
                : Long.valueOf(now + Duration.ofSeconds(seconds).toNanos());
        assertThat(new Wait(reason, rows, until).text(now, LocalTime.NOON)).isEqualTo(words);
        assertThat(new Wait(reason, rows, until, ". Last: no such host").text(now, LocalTime.NOON))
                .isEqualTo(reason == Wait.Reason.OUTAGE ? words + ". Last: no such host" : words);
    }

    @Test
    void theRowsUnderWayInWords() {
        DispatchState state = new DispatchState(2, 3, Duration.ofSeconds(61).toNanos(), 0, null, null);
        assertThat(state.underWay(0, LocalTime.NOON)).isEqualTo("2 in flight, 3 in doubt (looked up until 12:01:01)");
        assertThat(new DispatchState(2, 0, null, 0, null, null).underWay(0, LocalTime.NOON))
                .isEqualTo("2 in flight");
        assertThat(Wait.clock(Duration.ofDays(2).toNanos(), 0, LocalTime.NOON)).isEqualTo("12:00:00 in 2 d");
    }
}
