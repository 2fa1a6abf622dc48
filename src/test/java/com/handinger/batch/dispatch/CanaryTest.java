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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 6, rule 9: the first row for a server goes alone, and what it finds out about the server. */
class CanaryTest {

    private static final double TASK = 20;

    /** A server whose tasks take a while, and show at a time that the test says. */
    private static final class Slow implements Function<Seen, Said> {

        private final Map<String, Double> taken = new HashMap<>();
        private final double shownAfter;
        private final double answeredAfter;
        private String first = "ok";

        Slow(double shownAfter, double answeredAfter) {
            this.shownAfter = shownAfter;
            this.answeredAfter = answeredAfter;
        }

        /** The first send ends so, without any work. */
        Slow first(String reply) {
            first = reply;
            return this;
        }

        @Override
        public Said apply(Seen seen) {
            if (seen.request() == Step.Request.SEND) {
                String reply = first;
                first = "ok";
                if (reply.equals("ok")) {
                    taken.putIfAbsent(seen.taskId(), seen.at());
                }
                return new Said(reply, reply.equals("ok") ? answeredAfter : 0.01);
            }
            double age = seen.at() - taken.getOrDefault(seen.taskId(), Double.MAX_VALUE);
            if (age < shownAfter) {
                return new Said("absent", 0.01);
            }
            return new Said(
                    switch (seen.request()) {
                        case TURNS -> "ours";
                        case STREAM -> "closed";
                        case WORKER -> "ok";
                        default -> age < answeredAfter ? "running" : "completed";
                    },
                    0.01);
        }
    }

    private static Bench bench(Function<Seen, Said> server) {
        return new Bench(PaceRules.fixed(10), 4, ServerHabits.UNKNOWN, server);
    }

    @Test
    void theOthersFollowAsSoonAsTheFirstTaskIsReadableWhileItRuns() {
        Bench bench = bench(new Slow(0, TASK)).claim(10, Claim.Origin.FRESH);
        bench.until(0.04);
        assertThat(bench.sends()).hasSize(1);
        assertThat(bench.window.wakeAt(bench.now())).isNotNull();
        bench.until(0.1);
        assertThat(bench.sends()).hasSize(10);
        bench.toTheEnd();
        assertThat(bench.settled()).hasSize(10).containsOnly("completed");
        assertThat(bench.canary.habits()).isEqualTo(new ServerHabits(true, Duration.ofMillis(60), true));
    }

    @Test
    void aTaskThatIsShownLateDelaysTheOthersOnlySoLong() {
        Bench bench = bench(new Slow(2, TASK)).claim(10, Claim.Origin.FRESH);
        bench.until(2);
        assertThat(bench.sends()).hasSize(1);
        bench.until(5);
        assertThat(bench.sends()).hasSize(10);
        assertThat(bench.canary.habits().slowest()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void theGraceIsAtLeastThreeTimesTheLongestTimeSeen() {
        Slow server = new Slow(100, 120);
        Bench bench = bench(server).claim(1, Claim.Origin.FRESH).until(110);
        Duration slowest = bench.canary.habits().slowest();
        assertThat(slowest).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(110));

        server.first("lost");
        bench.claim(1, Claim.Origin.FRESH).toTheEnd();
        List<Seen> sends = bench.sends();
        assertThat(sends).hasSize(3);
        assertThat(sends.get(2).at() - sends.get(1).at()).isGreaterThanOrEqualTo(3.0 * slowest.toSeconds());
    }

    @Test
    void aServerThatNeverShowsTheTaskCostsOneTask() {
        Bench bench = bench(new Slow(Double.MAX_VALUE, 2))
                .claim(10, Claim.Origin.FRESH)
                .toTheEnd();

        assertThat(bench.sends()).hasSize(1);
        StopCause stop = Objects.requireNonNull(bench.window.stop());
        assertThat(stop.kind()).isEqualTo(StopCause.Kind.FATAL_ANSWER);
        assertThat(stop.message()).contains("t1").contains("one task was spent").contains("doctor");
        assertThat(bench.canary.habits().ignored()).isTrue();
        assertThat(bench.settled()).containsExactly("failed lost");
        Change.Settled lost = bench.changes(Change.Settled.class).get(0);
        assertThat(Objects.requireNonNull(lost.outcome().answer()).outputText()).isEqualTo("done");
        assertThat(bench.changes(Change.Released.class)).hasSize(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"503", "timeout", "lost", "409"})
    void aSendWithoutAWordMakesWayForTheNextRowAndIsResolvedLater(String word) {
        Bench bench = bench(new Slow(0, TASK).first(word))
                .claim(3, Claim.Origin.FRESH)
                .until(1);
        assertThat(bench.sends()).extracting(Seen::taskId).containsExactly("t1", "t2", "t3");
        bench.toTheEnd();
        assertThat(bench.sends()).extracting(Seen::taskId).containsExactly("t1", "t2", "t3", "t1");
        assertThat(bench.settled()).hasSize(3).containsOnly("completed");
    }

    @ParameterizedTest
    @CsvSource({"refused, failed refused", "later, completed", "not-sent, completed"})
    void aSendThatDidNotRunMakesWay(String word, String end) {
        Bench bench = bench(new Slow(0, TASK).first(word))
                .claim(3, Claim.Origin.FRESH)
                .toTheEnd();
        assertThat(bench.settled()).hasSize(3).contains(end);
        assertThat(bench.canary.habits().kept()).isTrue();
    }

    @Test
    void aServerThatShowsTasksAtTheirEndOnlyIsKnownByIt() {
        Bench bench = bench(new Slow(TASK, TASK)).claim(3, Claim.Origin.FRESH).until(TASK - 1);
        assertThat(bench.sends()).hasSize(1);
        bench.toTheEnd();
        assertThat(bench.settled()).hasSize(3).containsOnly("completed");
        assertThat(bench.canary.habits().onlyAtEnd()).isTrue();
    }

    @Test
    void aServerThatIsSlowToShowTasksIsNotTakenForOneThatShowsThemAtTheirEnd() {
        Bench bench = bench(new Slow(0.15, 0.3)).claim(3, Claim.Origin.FRESH).toTheEnd();
        assertThat(bench.settled()).hasSize(3).containsOnly("completed");
        assertThat(bench.canary.habits().onlyAtEnd()).isFalse();
        assertThat(bench.canary.deadline(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aLaterSendThatTakesLongTellsThatTasksShowWhileTheyRun() {
        Bench bench = known(new Slow(0.15, 40)).claim(3, Claim.Origin.FRESH).until(11);
        assertThat(bench.canary.habits().whileRunning()).isTrue();
        bench.toTheEnd();
        assertThat(bench.settled()).hasSize(3).containsOnly("completed");
        assertThat(bench.sends()).hasSize(3);
    }

    @Test
    void aLaterSendThatTakesLongTellsThatTasksShowAtTheirEndOnly() {
        Bench bench = known(new Slow(40, 40)).claim(3, Claim.Origin.FRESH).toTheEnd();
        assertThat(bench.canary.habits().onlyAtEnd()).isTrue();
        assertThat(bench.settled()).hasSize(3).containsOnly("completed");
        assertThat(bench.sends()).hasSize(3);
    }

    /** It may be at work all the while: what is absent there proves nothing before it can have ended. */
    @Test
    void aSendThatWeCutIsNotRepeatedWhereRunningTasksLookAbsent() {
        Map<String, Double> taken = new HashMap<>();
        ServerHabits atEnd = new ServerHabits(true, Duration.ofMillis(300), false);
        Bench bench = new Bench(PaceRules.fixed(2), 4, atEnd, seen -> {
                    if (seen.request() == Step.Request.SEND) {
                        taken.putIfAbsent(seen.taskId(), seen.at());
                        return new Said("timeout", 15);
                    }
                    boolean there = seen.at() - taken.getOrDefault(seen.taskId(), Double.MAX_VALUE) >= 280;
                    String word = seen.request() == Step.Request.TURNS ? "ours" : "ok";
                    return new Said(!there ? "absent" : seen.request() == Step.Request.TASK ? "completed" : word, 0.01);
                })
                .claim(3, Claim.Origin.FRESH)
                .toTheEnd();
        assertThat(bench.sends()).extracting(Seen::taskId).containsExactly("t1", "t2", "t3");
        assertThat(bench.settled()).hasSize(3).containsOnly("completed");
    }

    @Test
    void onlyOneSendIsWatchedAtATime() {
        Bench bench = known(new Slow(40, 40)).claim(3, Claim.Origin.FRESH).until(35);
        assertThat(bench.log.stream().filter(seen -> seen.request() == Step.Request.TASK))
                .extracting(Seen::taskId)
                .containsOnly("t1")
                .hasSizeBetween(2, 40);
    }

    /** A server that keeps ids, and whose tasks so far were too short to tell more. */
    private static Bench known(Slow server) {
        ServerHabits kept = new ServerHabits(true, Duration.ofMillis(200), null);
        return new Bench(PaceRules.fixed(2), 4, kept, server);
    }

    @Test
    void aTaskThatRunsLongerTeachesAnAtEndOnlyServersGrace() {
        Bench bench = bench(new Slow(TASK, TASK)).claim(1, Claim.Origin.FRESH).until(TASK + 5);
        assertThat(bench.canary.habits().slowest()).isLessThan(Duration.ofSeconds(25));
        Bench slower = new Bench(PaceRules.fixed(2), 4, bench.canary.habits(), new Slow(90, 90))
                .claim(1, Claim.Origin.FRESH)
                .toTheEnd();
        assertThat(slower.canary.habits().slowest()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(91));
    }

    @ParameterizedTest
    @CsvSource({"IN_DOUBT, 0", "RUNNING, 0"})
    void aRowOfAStartThatDiedAnswersWithoutASend(Claim.Origin origin, int sendsBefore) {
        Slow server = new Slow(0, TASK);
        server.taken.put("t1", 0.0);
        Bench bench = bench(server).recover(1, origin).claim(3, Claim.Origin.FRESH);
        bench.until(0.005);
        assertThat(bench.sends()).hasSize(sendsBefore);
        bench.until(0.05);
        assertThat(bench.sends()).hasSize(3);
        bench.toTheEnd();
        assertThat(bench.settled()).hasSize(4).containsOnly("completed");
    }

    @Test
    void aRowThatWasTakenBeforeTheDeathAndNeverShowsIsTheVerdict() {
        Bench bench = bench(new Slow(Double.MAX_VALUE, 2))
                .recover(1, Claim.Origin.RUNNING)
                .claim(3, Claim.Origin.FRESH)
                .toTheEnd();
        assertThat(bench.sends()).isEmpty();
        assertThat(bench.canary.habits().ignored()).isTrue();
        assertThat(Objects.requireNonNull(bench.window.stop()).kind()).isEqualTo(StopCause.Kind.FATAL_ANSWER);
    }

    @Test
    void aRowOfAStartThatDiedBeforeItsSendMakesWay() {
        Bench bench = bench(new Slow(0, TASK))
                .recover(1, Claim.Origin.IN_DOUBT)
                .claim(3, Claim.Origin.FRESH)
                .until(1);
        assertThat(bench.sends()).extracting(Seen::taskId).containsExactly("t2", "t3", "t4");
        bench.toTheEnd();
        assertThat(bench.settled()).hasSize(4).containsOnly("completed");
    }

    @Test
    void rowsThatAreLookedUpBeforeTheirSendAreReadTogetherAndSentOneByOne() {
        Bench bench = bench(new Slow(0, TASK)).claim(5, Claim.Origin.DOUBTED).until(0.04);
        assertThat(bench.log.stream().filter(seen -> seen.reply() == null && seen.request() == Step.Request.TASK))
                .hasSizeGreaterThanOrEqualTo(5);
        assertThat(bench.sends()).hasSize(1);
        bench.toTheEnd();
        assertThat(bench.settled()).hasSize(5).containsOnly("completed");
        assertThat(bench.sends()).hasSize(5);
    }

    @Test
    void aTakenTaskThatNobodyMayReadEndsTheStart() {
        Slow server = new Slow(0, 2);
        Bench bench = bench(seen -> {
                    Said said = server.apply(seen);
                    return seen.request() == Step.Request.SEND ? said : new Said("html404", 0.01);
                })
                .claim(3, Claim.Origin.FRESH)
                .until(1200);
        assertThat(bench.sends()).hasSize(1);
        assertThat(Objects.requireNonNull(bench.window.stop()).message()).contains("could not be read");
        assertThat(bench.canary.habits()).isEqualTo(ServerHabits.UNKNOWN);
    }
}
