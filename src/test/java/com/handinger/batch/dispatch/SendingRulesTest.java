package com.handinger.batch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.dispatch.Bench.Said;
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
        bench.gate.sendLimited(bench.now(), Duration.ofMinutes(2));
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
            case STREAM -> "closed";
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
        Told server = new Told((seen, nth) ->
                        seen.at() < 0.1 ? "ok" : seen.at() < 1 ? "lost" : seen.at() < back ? "not-sent" : "ok")
                .reading(seen -> seen.at() < back ? "not-sent" : null);
        Bench bench = new Bench(FAST, 1, server).claim(200, Claim.Origin.FRESH).until(19 * MINUTE);

        assertThat(bench.sends()).hasSize(5 + 128);
        assertThat(bench.gate.reason(bench.now())).isEqualTo(SendGate.Reason.OUTAGE);
        assertThat(bench.window.outage(bench.now()).lasted()).isGreaterThan(Duration.ofMinutes(18));
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

        assertThat(bench.gate.reason(bench.now())).isEqualTo(SendGate.Reason.OUTAGE);
        assertThat(bench.sends()).as("one row probes").hasSizeLessThan(128 + 20);
        bench.toTheEnd();
        assertThat(bench.settled()).hasSize(200).containsOnly("completed");
    }

    /** The row that finds out whether the server is back is not at fault either. */
    @Test
    void anOutageOfSendsUsesUpNoAttemptsOfItsProbes() {
        double back = 25 * MINUTE;
        Bench bench = new Bench(16, 3, new Told((seen, nth) -> seen.at() < back ? "503" : "ok"));
        bench.claim(8, Claim.Origin.FRESH).toTheEnd();

        assertThat(bench.settled()).hasSize(8).containsOnly("completed");
    }

    /** An outage would never end for them. */
    @Test
    void aFewRowsThatTheServerCannotBearUseTheirAttemptsUp() {
        Told server = new Told((seen, nth) -> seen.taskId().matches(".*[12]") ? "500" : "ok");
        Bench bench =
                new Bench(4, 3, server).claim(9, Claim.Origin.FRESH).andNoMore().toTheEnd();

        assertThat(bench.settled()).hasSize(9);
        assertThat(bench.settled()).filteredOn(end -> end.startsWith("failed")).hasSize(2);
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

    /** Thousands are in doubt after a crash; each is polled, and yet the rate is shared. */
    @Test
    void thousandsInDoubtAndNewRowsShareTheRateFairly() {
        Told server = Told.inTurn("ok").reading(seen -> number(seen) <= 3000 ? "running" : null);
        Bench bench = new Bench(new PaceRules(6000, 6000, 600), 4, server)
                .recover(3000, Claim.Origin.IN_DOUBT)
                .claim(2000, Claim.Origin.FRESH)
                .until(5 * MINUTE);
        List<Seen> asked =
                bench.log.stream().filter(seen -> seen.reply() == null).toList();

        assertThat(asked).hasSizeBetween(2950, 3001);
        assertThat(bench.sends()).hasSizeBetween(900, 1600);
        bench.until(10 * MINUTE);
        assertThat(bench.sends()).hasSizeBetween(1800, 2000);
    }

    private static int number(Seen seen) {
        return Integer.parseInt(seen.taskId().substring(1));
    }

    /** A task that runs on is asked about, but never so often that rows which wait to be sent are held up. */
    @Test
    void pollsLeaveMostOfAScarceRateToRowsThatWait() {
        Told server = Told.inTurn("ok").reading(seen -> number(seen) <= 100 ? "running" : null);
        Bench bench = new Bench(new PaceRules(400, 400, 120), 4, server).recover(100, Claim.Origin.RUNNING);
        bench.until(2 * MINUTE);
        bench.claim(2000, Claim.Origin.FRESH);
        int before = bench.sends().size();
        bench.until(12 * MINUTE);

        // Each row takes two requests of the 1200; a quarter of them at most are polls.
        assertThat(bench.sends().size() - before).isGreaterThan(420);
    }

    @Test
    void a429OnAReadSlowsDownSendsToo() {
        Told server = Told.inTurn("ok").reading(seen -> seen.at() < 1 ? "later" : null);
        Bench bench = new Bench(new PaceRules(1, 256, null), 4, server).claim(400, Claim.Origin.FRESH);
        bench.toTheEnd();

        assertThat(bench.settled()).hasSize(400).containsOnly("completed");
        assertThat(bench.pacer.report().cuts()).isPositive();
        assertThat(bench.pacer.report().requests().last()).isNotNull();
    }

    @Test
    void rowsThatWaitForASlotMakeARangeGrow() {
        Bench bench = new Bench(
                        new PaceRules(1, 256, null),
                        4,
                        seen -> seen.request() == Step.Request.SEND ? new Said("ok", 40) : new Said("completed", 1))
                .claim(400, Claim.Origin.FRESH)
                .until(20);

        assertThat(bench.window.active()).isEqualTo(256);
        bench.toTheEnd();
        assertThat(bench.settled()).hasSize(400).containsOnly("completed");
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

        assertThat(bench.window.outage(bench.now()).lasted()).isZero();
        assertThat(bench.window.active()).isEqualTo(10);
    }
}
