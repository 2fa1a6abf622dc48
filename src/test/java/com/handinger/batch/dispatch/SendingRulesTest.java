package com.handinger.batch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.dispatch.Bench.Seen;
import com.handinger.batch.pacing.PaceRules;
import com.handinger.batch.pacing.SendGate;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The rules of sending, one by one, as the window keeps them together with its rows. */
class SendingRulesTest {

    private static final int MINUTE = 60;

    /** All slots are in use at once. */
    private static final PaceRules FAST = new PaceRules(128, 128, 1_000_000);

    private static Bench one(int attempts, Told server) {
        return new Bench(1, attempts, server).claim(1, Claim.Origin.FRESH).toTheEnd();
    }

    @Test
    void aTaskThatStaysAbsentThroughTheGraceIsSentAgainUnderTheSameId() {
        Bench bench = one(4, Told.inTurn("lost", "ok"));

        assertThat(bench.settled()).containsExactly("completed");
        assertThat(bench.sends()).extracting(Seen::taskId).containsExactly("t1", "t1");
        assertThat(bench.sends().get(1).at()).isGreaterThanOrEqualTo(MINUTE).isLessThan(MINUTE + 2);
        assertThat(bench.changes(Change.Doubted.class)).hasSize(1);
        assertThat(bench.changes(Change.Resending.class)).containsExactly(new Change.Resending(1, 2));
    }

    @Test
    void absentMeansAJson404AtBothEndsOfTheGraceAndNothingElseProvesIt() {
        for (String proof : List.of("html404", "later", "503", "lost", "timeout", "gone", "unreadable", "denied")) {
            Bench bench = new Bench(1, 4, Told.inTurn("502").reading(seen -> proof));
            bench.claim(1, Claim.Origin.FRESH).until(20 * MINUTE);

            assertThat(bench.sends()).as(proof).hasSize(1);
            assertThat(bench.changes(Change.Resending.class)).as(proof).isEmpty();
        }
    }

    @Test
    void aValid2xxNeverGoesBackToPending() {
        Bench bench = one(4, Told.inTurn("ok").reading(seen -> "absent"));

        assertThat(bench.settled()).containsExactly("failed lost");
        assertThat(bench.sends()).hasSize(1);
        assertThat(bench.changes(Change.Released.class)).isEmpty();
        Change.Settled end = bench.changes(Change.Settled.class).get(0);
        assertThat(Objects.requireNonNull(end.outcome().answer()).outputText()).isEqualTo("done");
    }

    @Test
    void aRowThatWasEverInDoubtIsLookedUpBeforeEachFurtherSendAndBeforeItSettlesFailed() {
        Bench bench = one(4, Told.inTurn("lost", "later", "not-sent", "lost", "refused"));

        assertThat(bench.settled()).containsExactly("failed refused");
        List<Seen> asked =
                bench.log.stream().filter(seen -> seen.reply() == null).toList();
        for (int i = 1; i < asked.size(); i++) {
            if (asked.get(i).request() == Step.Request.SEND) {
                assertThat(asked.get(i - 1).request()).isEqualTo(Step.Request.TASK);
                assertThat(asked.get(i).at() - asked.get(i - 1).at()).isLessThan(2);
            }
        }
        assertThat(asked.get(asked.size() - 1).request()).isEqualTo(Step.Request.TASK);
    }

    /** The gate closes while the last look is out; until it opens, the delayed first send takes effect. */
    @Test
    void aFurtherSendThatHadToWaitForTheGateIsLookedUpOnceMore() {
        double lastLook = one(4, Told.inTurn("lost", "ok")).sends().get(1).at() - 0.05;
        Told server = Told.inTurn("lost", "ok").reading(seen -> seen.at() < 2 * MINUTE ? null : found(seen));
        Bench bench = new Bench(1, 4, server).claim(1, Claim.Origin.FRESH).until(lastLook);
        bench.window.gate().rateLimited(bench.now(), Duration.ofMinutes(2));
        bench.toTheEnd();

        assertThat(bench.changes(Change.Resending.class))
                .as("it was about to be sent")
                .hasSize(1);
        assertThat(bench.settled()).containsExactly("completed");
        assertThat(bench.sends()).hasSize(1);
    }

    private static String found(Seen seen) {
        return switch (seen.request()) {
            case TURNS -> "ours";
            case WORKER -> "ok";
            default -> "completed";
        };
    }

    @Test
    void a429NeverCountsAsAnAttempt() {
        String[] replies = new String[30];
        Arrays.fill(replies, "later");
        replies[10] = "lost";
        replies[29] = "ok";
        Bench bench = one(2, Told.inTurn(replies));

        assertThat(bench.settled()).containsExactly("completed");
        assertThat(bench.sends()).hasSize(30);
        assertThat(bench.changes(Change.Resending.class))
                .extracting(Change.Resending::sends)
                .containsOnly(2);
    }

    @Test
    void aSendThatNeverLeftIsNoAttempt() {
        assertThat(one(1, Told.inTurn("not-sent", "not-sent", "not-sent", "not-sent", "ok"))
                        .settled())
                .containsExactly("completed");
    }

    @Test
    void aRowThatFailsWhileOthersAreTakenUsesUpItsAttempts() {
        Bench bench = new Bench(3, 3, new Told((seen, nth) -> seen.taskId().equals("t1") ? "503" : "ok"));
        bench.claim(2000, Claim.Origin.FRESH).toTheEnd();

        assertThat(bench.settled()).hasSize(2000).containsOnlyOnce("failed unresolved");
        assertThat(bench.sends()).hasSize(1999 + 3);
    }

    /** 128 rows are on their way when the server dies, and none of them was taken. */
    @Test
    void anOutageUsesUpNoAttempts() {
        double back = 20 * MINUTE;
        Told server = new Told((seen, nth) -> seen.at() < 1 ? "lost" : seen.at() < back ? "not-sent" : "ok")
                .reading(seen -> seen.at() < back ? "not-sent" : null);
        Bench bench = new Bench(FAST, 1, server).claim(200, Claim.Origin.FRESH).until(19 * MINUTE);

        assertThat(bench.sends()).hasSize(128);
        assertThat(bench.window.gate().reason(bench.now())).isEqualTo(SendGate.Reason.OUTAGE);
        assertThat(bench.window.outageFor(bench.now())).isGreaterThan(Duration.ofMinutes(18));
        bench.toTheEnd();
        assertThat(bench.settled()).hasSize(200).containsOnly("completed");
        assertThat(bench.sends()).hasSize(128 + 200);
    }

    /** Reads work throughout, so that each row proves absent again and again. */
    @Test
    void aServerThatOnlyFailsAtSendsIsAnOutageToo() {
        double back = 10 * MINUTE;
        Bench bench = new Bench(128, 4, new Told((seen, nth) -> seen.at() < back ? "503" : "ok"));
        bench.claim(200, Claim.Origin.FRESH).until(back - 1);

        assertThat(bench.window.gate().reason(bench.now())).isEqualTo(SendGate.Reason.OUTAGE);
        assertThat(bench.sends()).as("one row probes").hasSizeLessThan(128 + 20);
        bench.toTheEnd();
        assertThat(bench.settled()).hasSize(200).containsOnly("completed");
    }

    @Test
    void oneRowProbesDuringAnOutage() {
        Bench bench = new Bench(50, 4, Told.inTurn("not-sent")).claim(50, Claim.Origin.FRESH);
        bench.until(1);
        int burst = bench.sends().size();
        bench.until(10 * MINUTE);

        List<Double> probes = bench.sends().stream().skip(burst).map(Seen::at).toList();
        assertThat(probes).hasSizeBetween(12, 18);
        for (int i = 2; i < probes.size(); i++) {
            assertThat(probes.get(i) - probes.get(i - 1)).isGreaterThan(1.9);
        }
    }

    @Test
    void aServerThatReturnsAfterAMomentIsUsedAfterAMoment() {
        Told server = new Told((seen, nth) -> seen.at() < 3 ? "not-sent" : "ok");
        Bench bench = new Bench(128, 4, server).claim(1000, Claim.Origin.FRESH).toTheEnd();

        assertThat(bench.settled()).hasSize(1000);
        assertThat(bench.time()).isLessThan(20);
    }

    @Test
    void aKeyThatSeesNoneOfTheRunsTasksStopsTheStartBeforeAnythingIsSentAgain() {
        for (Claim.Origin origin : List.of(Claim.Origin.IN_DOUBT, Claim.Origin.DOUBTED)) {
            Bench bench = new Bench(5, 4, Told.inTurn("ok")).witnesses(2);
            (origin == Claim.Origin.IN_DOUBT ? bench.recover(3, origin) : bench.claim(3, origin)).toTheEnd();

            noneIsSentAgain(bench);
        }
    }

    private static void noneIsSentAgain(Bench bench) {
        assertThat(bench.sends()).isEmpty();
        assertThat(Objects.requireNonNull(bench.window.stop()).kind()).isEqualTo(StopCause.Kind.CREDENTIALS);
        assertThat(bench.changes(Change.Settled.class)).isEmpty();
        assertThat(bench.changes(Change.Released.class)).allMatch(Change.Released::doubted);
    }

    @Test
    void oneTaskThatTheKeySeesIsProofEnough() {
        Told server = Told.inTurn("ok").reading(seen -> seen.taskId().equals("t2") ? "completed" : null);
        Bench bench = new Bench(5, 4, server)
                .witnesses(2)
                .recover(3, Claim.Origin.IN_DOUBT)
                .toTheEnd();

        assertThat(bench.settled()).containsExactly("completed", "completed", "completed");
        assertThat(bench.window.stop()).isNull();
        assertThat(bench.changes).allMatch(change -> change.rowId() > 2);
    }

    @Test
    void aWrongKeyLosesNoRunningRowEither() {
        Told server = Told.inTurn("ok").reading(seen -> isWitness(seen) && seen.at() < 10 * MINUTE ? "503" : null);
        Bench bench = new Bench(5, 4, server)
                .witnesses(3)
                .recover(3, Claim.Origin.RUNNING)
                .until(10 * MINUTE);
        assertThat(bench.changes).as("nothing is known as yet").isEmpty();
        bench.until(11 * MINUTE);

        noneIsSentAgain(bench);
    }

    private static boolean isWitness(Seen seen) {
        return List.of("t1", "t2", "t3").contains(seen.taskId());
    }

    @Test
    void rowsOfThisStartNeedNoProof() {
        Bench bench = new Bench(5, 4, Told.inTurn("lost", "ok"))
                .witnesses(1)
                .claim(3, Claim.Origin.FRESH)
                .toTheEnd();

        assertThat(bench.settled()).hasSize(3).containsOnly("completed");
    }

    @Test
    void whatIsAdoptedMustBeOurs() {
        Bench bench = new Bench(2, 4, Told.inTurn("ok").reading(seen -> "foreign"))
                .recover(1, Claim.Origin.IN_DOUBT)
                .claim(9, Claim.Origin.FRESH)
                .toTheEnd();

        assertThat(Objects.requireNonNull(bench.window.stop()).kind()).isEqualTo(StopCause.Kind.FATAL_ANSWER);
        assertThat(bench.changes.stream().filter(change -> change.rowId() == 1)).isEmpty();
        assertThat(bench.changes(Change.Released.class)).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void inDoubtRowsHoldTheirSlots() {
        Bench bench = new Bench(5, 4, Told.inTurn("ok").reading(seen -> "503"))
                .recover(5, Claim.Origin.IN_DOUBT)
                .claim(5, Claim.Origin.FRESH)
                .until(MINUTE);

        assertThat(bench.sends()).isEmpty();
        assertThat(bench.window.active()).isEqualTo(5);
    }

    @Test
    void readsAndSendsTakeTurnsUnderAScarceRate() {
        Bench bench =
                new Bench(new PaceRules(100, 100, 60_000), 4, Told.inTurn("ok").reading(seen -> "running"));
        bench.recover(50, Claim.Origin.RUNNING).claim(50, Claim.Origin.FRESH);
        bench.until(0.09);

        List<Seen> asked = bench.log.stream()
                .filter(seen -> seen.reply() == null)
                .limit(10)
                .toList();
        assertThat(asked).hasSize(10);
        for (int i = 1; i < asked.size(); i++) {
            assertThat(asked.get(i).request()).isNotEqualTo(asked.get(i - 1).request());
        }
    }

    @Test
    void aWaitOfMoreThanAnHourEndsTheStart() {
        Bench bench = new Bench(1, 4, Told.inTurn("later-2h"))
                .claim(3, Claim.Origin.FRESH)
                .toTheEnd();

        assertThat(Objects.requireNonNull(bench.window.stop()).message()).contains("7200 s");
        assertThat(bench.changes(Change.Released.class)).hasSize(3).noneMatch(Change.Released::doubted);
    }

    @Test
    void sendsThatFailedHoldUpNobodyOnceTheirTasksAreFound() {
        Told server = new Told((seen, nth) -> "503").reading(seen -> "running");
        Bench bench = new Bench(10, 4, server).claim(10, Claim.Origin.FRESH).until(60 * MINUTE);

        assertThat(bench.window.outageFor(bench.now())).isZero();
        assertThat(bench.window.active()).isEqualTo(10);
    }
}
