package com.handinger.batch.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The arithmetic of a credit limit. */
class PurseTest {

    private static final Tariff LOW = new Tariff("wrk_1", "low");
    private static final Tariff HIGH = new Tariff("wrk_1", "high");

    /** Sends whatever is allowed, ends tasks in random order, and returns what was spent. */
    private static long play(Purse purse, int slots, Random random, LongStream prices) {
        Deque<Long> open = new ArrayDeque<>();
        long spent = 0;
        long row = 0;
        for (long price : prices.toArray()) {
            while (open.size() >= slots || !purse.allows(LOW)) {
                if (open.isEmpty()) {
                    assertThat(purse.exhausted(LOW))
                            .as("nothing runs and nothing may")
                            .isTrue();
                    return spent;
                }
                int turns = random.nextInt(open.size());
                for (int i = 0; i < turns; i++) {
                    open.addLast(open.removeFirst());
                }
                long ended = open.removeFirst();
                purse.settle(ended / 1000, LOW, ended % 1000);
                spent += ended % 1000;
            }
            purse.reserve(++row, LOW);
            open.addLast(row * 1000 + price);
        }
        return spent + open.stream().mapToLong(task -> task % 1000).sum();
    }

    @Property(tries = 300)
    void tasksOfOnePriceUseTheLimitAndNeverPassIt(
            @ForAll @LongRange(min = 1, max = 900) long limit,
            @ForAll @LongRange(min = 1, max = 40) long price,
            @ForAll @IntRange(min = 1, max = 40) int slots,
            @ForAll long seed) {
        Purse purse = new Purse(limit, 0, 0);
        long spent = play(
                purse, slots, new Random(seed), LongStream.generate(() -> price).limit(1000));
        assertThat(spent).isLessThanOrEqualTo(Math.max(limit, price)).isGreaterThan(limit - price);
        assertThat(purse.standing().spent()).isEqualTo(spent);
    }

    @Property(tries = 300)
    void tasksOfAnyPriceTakeItNoFurtherThanAllUnderWayAtTheDearest(
            @ForAll @LongRange(min = 50, max = 900) long limit,
            @ForAll @IntRange(min = 1, max = 20) int slots,
            @ForAll long seed) {
        Random prices = new Random(seed);
        long[] tail = LongStream.generate(() -> Math.min(99, 1 + Math.round(Math.exp(1.5 * prices.nextGaussian()))))
                .limit(1000)
                .toArray();
        long dearest = LongStream.of(tail).max().orElseThrow();
        long spent = play(new Purse(limit, 0, 0), slots, new Random(seed), LongStream.of(tail));
        assertThat(spent).isLessThanOrEqualTo(limit + slots * dearest).isGreaterThan(limit - dearest);
    }

    @Test
    void firstTaskGoesAloneAndFewFollowUntilPricesAreKnown() {
        Purse purse = new Purse(1000L, 0, 0);
        assertThat(purse.room(50)).isOne();
        purse.reserve(1, LOW);
        assertThat(purse.allows(LOW)).isFalse();
        assertThat(purse.exhausted(LOW)).isFalse();
        purse.settle(1, LOW, 7);
        assertThat(purse.room(50)).isEqualTo(Purse.COLD);
        for (int row = 2; row <= 6; row++) {
            assertThat(purse.allows(LOW)).isTrue();
            purse.reserve(row, LOW);
        }
        assertThat(purse.allows(LOW)).isFalse();
        for (int row = 2; row <= 6; row++) {
            purse.settle(row, LOW, 7);
        }
        assertThat(purse.room(50)).isEqualTo(50);
        assertThat(purse.reservation(LOW)).isEqualTo(7);
    }

    @Test
    void toldReservationNeedsNoLearning() {
        Purse purse = new Purse(100L, 10, 0);
        assertThat(purse.room(50)).isEqualTo(10);
        purse.learn(LOW, 3);
        assertThat(purse.reservation(LOW)).isEqualTo(10);
        purse.learn(LOW, 30);
        assertThat(purse.reservation(LOW)).isEqualTo(30);
    }

    @Test
    void quantileForgetsOneDearTaskAmongManyAndReservationsMoveWithIt() {
        Purse purse = new Purse(1000L, 0, 0);
        List.of(1, 2, 3, 4).forEach(task -> purse.learn(LOW, 5));
        purse.learn(LOW, 90);
        purse.reserve(1, LOW);
        assertThat(purse.standing().reserved()).isEqualTo(90);
        for (int task = 0; task < 20; task++) {
            purse.learn(LOW, 5);
        }
        assertThat(purse.standing().reserved()).isEqualTo(5);
        assertThat(purse.standing().dearest()).isEqualTo(90);
    }

    @Test
    void oldPricesAreForgotten() {
        Purse purse = new Purse(1000L, 0, 0);
        for (int task = 0; task < 500; task++) {
            purse.learn(LOW, 50);
        }
        for (int task = 0; task < Prices.REMEMBERED; task++) {
            purse.learn(LOW, 2);
        }
        assertThat(purse.reservation(LOW)).isEqualTo(2);
    }

    @Test
    void tiersAreLearnedApart() {
        Purse purse = new Purse(100L, 0, 0);
        for (int task = 0; task < 5; task++) {
            purse.learn(LOW, 3);
            purse.learn(HIGH, 60);
        }
        purse.reserve(1, HIGH);
        assertThat(purse.allows(HIGH)).isFalse();
        assertThat(purse.allows(LOW)).isTrue();
        assertThat(purse.standing().reserved()).isEqualTo(60);
    }

    @Test
    void whatAnEarlierStartReservedCountsWhileNothingIsKnown() {
        Purse purse = new Purse(100L, 0, 40);
        purse.hold(1, LOW, 25);
        purse.hold(2, LOW, 25);
        assertThat(purse.standing().reserved()).isEqualTo(50);
        assertThat(purse.allows(LOW)).isFalse();
        purse.release(2);
        assertThat(purse.allows(LOW)).isTrue();
    }

    @Test
    void unknownCostCountsTheReservation() {
        Purse purse = new Purse(100L, 10, 0);
        purse.reserve(1, LOW);
        purse.reserve(2, LOW);
        assertThat(purse.writeOff(1, LOW, 0, true)).isEqualTo(10);
        assertThat(purse.writeOff(2, LOW, 12, true)).isZero();
        assertThat(purse.standing()).isEqualTo(new Purse.Standing(100L, 22, 0, 0, 0, 10));
        assertThat(purse.standing().overshoot()).isZero();
    }

    /** Its reservation of 1 is no price: the first task may still be at the server. */
    @Test
    void aBlindTaskOfADeadStartStillGoesAlone() {
        Purse purse = new Purse(5L, 0, 0);
        purse.hold(1, LOW, 1);
        assertThat(purse.allows(LOW)).isFalse();
        purse.settle(1, LOW, 3);
        assertThat(purse.allows(LOW)).isFalse();
        assertThat(purse.exhausted(LOW)).isTrue();
    }

    /** It may be at the server, and may never tell a price: the others do not wait for it. */
    @Test
    void aTaskThatIsSetAsideKeepsItsReservationAndHoldsNobodyUp() {
        Purse purse = new Purse(10L, 0, 0);
        purse.reserve(1, LOW);
        purse.setAside(1);
        purse.setAside(1);
        purse.setAside(2);
        assertThat(purse.standing().reserved()).isOne();
        assertThat(purse.room(50)).isOne();
        assertThat(purse.allows(LOW)).isTrue();
        purse.reserve(2, LOW);
        assertThat(purse.allows(LOW)).as("one of unknown price at a time").isFalse();
        purse.settle(2, LOW, 4);
        assertThat(purse.standing()).isEqualTo(new Purse.Standing(10L, 4, 4, 1, 4, 4));
        assertThat(purse.allows(LOW)).as("8 of 10 are spent or reserved").isFalse();
        purse.release(1);
        assertThat(purse.standing().reserved()).isZero();
        assertThat(purse.allows(LOW)).isTrue();
    }

    @Test
    void whatIsTakenBackIsWaitedForAgain() {
        Purse purse = new Purse(10L, 0, 0);
        purse.reserve(1, LOW);
        purse.setAside(1);
        purse.reserve(1, LOW);
        assertThat(purse.allows(LOW)).isFalse();
        assertThat(purse.standing().reserved()).isOne();
        purse.setAside(1);
        purse.settle(1, LOW, 2);
        assertThat(purse.standing()).isEqualTo(new Purse.Standing(10L, 2, 0, 0, 2, 2));
    }

    @Test
    void onlyOneTierGoesBlindAndPricesOfOtherTiersAreABetterGuessThanNone() {
        Purse purse = new Purse(6L, 0, 0);
        purse.reserve(1, LOW);
        assertThat(purse.allows(HIGH)).isFalse();
        purse.settle(1, LOW, 3);
        assertThat(purse.reservation(HIGH)).isEqualTo(3);
        purse.reserve(2, HIGH);
        assertThat(purse.allows(LOW)).isFalse();
        assertThat(purse.reservation(new Tariff("wrk_2", "low"))).isEqualTo(1);
    }

    @Test
    void aTaskThatWasBoughtAtAnUnknownPriceEndsTheBuying() {
        Purse purse = new Purse(6L, 0, 0);
        purse.reserve(1, LOW);
        assertThat(purse.writeOff(1, LOW, 0, false)).isOne();
        assertThat(purse.allows(LOW)).isTrue();
        purse.reserve(2, LOW);
        purse.writeOff(2, LOW, 0, true);
        assertThat(purse.allows(LOW)).isFalse();
        assertThat(purse.exhausted(LOW)).isTrue();
        assertThat(purse.unpriced()).isTrue();

        Purse told = new Purse(6L, 3, 1);
        told.boughtUnseen(LOW);
        assertThat(told.allows(LOW)).isTrue();
    }

    @Test
    void withoutALimitNothingIsHeldUp() {
        Purse purse = new Purse(null, 0, 0);
        purse.learn(LOW, 1000);
        assertThat(purse.allows(LOW)).isTrue();
        assertThat(purse.exhausted(LOW)).isFalse();
        assertThat(purse.room(77)).isEqualTo(77);
    }
}
