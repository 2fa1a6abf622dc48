package com.handinger.batch.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.pacing.PaceReport;
import com.handinger.batch.pacing.PaceTrail;
import com.handinger.batch.task.RowState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressLogTest {

    private static final long T0 = Long.MAX_VALUE - 1;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Console console = console(View.PLAIN, false);

    private Console console(View view, boolean quiet) {
        return new Console(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new Screen(new PrintStream(said, true, StandardCharsets.UTF_8)),
                new Console.Voice(view, quiet, false, new Tty(Map.of())),
                new Journal(new Screen(new PrintStream(said)), false, false, java.time.InstantSource.system()));
    }

    private static long at(double seconds) {
        return T0 + Math.round(seconds * 1e9);
    }

    private static Progress progress(Console console) {
        return new Progress(console, new Tally("job", 10, Map.of(), T0), T0);
    }

    private static Moment moment(String underWay, @Nullable Stillness still) {
        return new Moment(2, 0, underWay, new Moment.Credits(16, 0, null), still);
    }

    private List<String> lines() {
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static void tick(Progress log, double second, @Nullable String wait) {
        tick(log, second, wait, Duration.ofSeconds(10).toNanos());
    }

    private static void tick(Progress log, double second, @Nullable String wait, long quiet) {
        log.tick(at(second), moment("2 in flight", wait == null ? null : new Stillness(wait, wait, quiet, false)));
    }

    private static String line(Tally tally, double second, Moment moment) {
        return ProgressLog.line(tally.figures(at(second), moment));
    }

    @Test
    void countsWhatSettledBeforeAndNow() {
        Tally tally =
                new Tally("job", 10, Map.of(RowState.COMPLETED, 2L, RowState.REJECTED, 1L, RowState.PENDING, 7L), T0);
        tally.settled(RowState.COMPLETED, 1200);
        tally.settled(RowState.FAILED, 0);
        tally.settled(RowState.UNUSABLE, 61_000);
        String underWay = "4 in flight, 1 in doubt (looked up until 12:00:30)";
        Moment moment = new Moment(4, 1, underWay, new Moment.Credits(1, 4, 500L), null);

        assertThat(tally.settledNow()).isEqualTo(3);
        assertThat(line(tally, 60, moment))
                .isEqualTo("6/10 rows done, 1 failed, 1 unusable, 1 rejected, " + underWay
                        + ", 1 credit spent, 4 reserved of 500, 3.0 tasks/min, task p50 1.2 s p95 1 min 1 s");
    }

    @Test
    void saysNothingOfPaceBeforeTheFirstRowAndNothingOfTheEndAtTheEnd() {
        Tally tally = new Tally("job", 6, Map.of(), T0);
        assertThat(line(tally, 0, moment("0 in flight", null)))
                .isEqualTo("0/6 rows done, 0 in flight, 16 credits spent");
        for (int row = 1; row <= 5; row++) {
            tally.settled(RowState.COMPLETED, 0);
        }
        assertThat(line(tally, 30, moment("1 in flight", null))).endsWith(", 10.0 tasks/min, 5 to 20 s left");
        tally.settled(RowState.COMPLETED, 0);
        assertThat(line(tally, 30, moment("0 in flight", null)))
                .isEqualTo("6/6 rows done, 0 in flight, 16 credits spent, 12.0 tasks/min");
    }

    @Test
    void theFirstSecondsTellNoPace() {
        Tally tally = new Tally("job", 600, Map.of(), T0);
        for (int row = 1; row <= 4; row++) {
            tally.settled(RowState.COMPLETED, 0);
        }
        assertThat(line(tally, 0.4, moment("1 in flight", null))).doesNotContain("tasks/min");
        assertThat(line(tally, 4.9, moment("1 in flight", null))).doesNotContain("tasks/min");
        assertThat(line(tally, 6, moment("1 in flight", null))).endsWith(", 40.0 tasks/min");
    }

    @Test
    void thePaceIsThatOfTheLastMinuteAndTheRangeKnowsBoth() {
        Tally tally = new Tally("job", 2000, Map.of(), T0);
        for (int second = 0; second < 600; second++) {
            if (second < 300) {
                tally.settled(RowState.COMPLETED, 1000);
            } else if (second % 10 == 0) {
                tally.settled(RowState.COMPLETED, 1000);
            }
            tally.figures(at(second), moment("", null));
        }
        assertThat(line(tally, 600, moment("x", null)))
                .startsWith("330/2000 rows done, x, 16 credits spent, 5.0 tasks")
                .endsWith(" left")
                .contains("46 min to 6 h left");
    }

    /** A server that is away for ten minutes makes the tasks no slower. */
    @Test
    void aPauseSaysNothingOfThePace() {
        Tally tally = new Tally("job", 1200, Map.of(), T0);
        for (int second = 0; second < 600; second++) {
            tally.settled(RowState.COMPLETED, 1000);
            tally.figures(at(second), moment("", null));
        }
        String before = line(tally, 600, moment("x", null));
        Moment.Credits credits = new Moment.Credits(16, 0, null);
        Moment away = new Moment(0, 0, "x", credits, new Stillness("OUTAGE", "away", 1, true));
        for (int second = 600; second <= 1200; second++) {
            tally.figures(at(second), away);
        }
        assertThat(line(tally, 1200, away)).as("nobody knows").doesNotContain("left");
        assertThat(before).endsWith(", 59.0 tasks/min, task p50 1.0 s p95 1.0 s, 9 to 11 min left");
        assertThat(line(tally, 1200, moment("x", null))).isEqualTo(before);

        Moment others = new Moment(1, 0, "x", credits, new Stillness("SLOTS", "slots", 1, false));
        for (int second = 1200; second < 1230; second++) {
            tally.figures(at(second), others);
        }
        assertThat(line(tally, 1230, moment("x", null)))
                .as("slow tasks are slow")
                .doesNotContain(" 59.0 tasks/min");
    }

    @Test
    void aLineEveryHalfMinute() {
        Progress log = progress(console);
        for (int second = 0; second <= 65; second++) {
            tick(log, second, null);
        }
        assertThat(lines()).hasSize(2);
    }

    @Test
    void aWaitIsSaidWhenNothingWasSentForTenSecondsAndSoIsItsEnd() {
        Progress log = progress(console);
        for (int second = 0; second <= 40; second++) {
            boolean waits = second >= 3 && second < 25;
            tick(log, second, waits ? "the server does not answer" : null, at(second) - at(3));
            assertThat(lines()).as("at " + second).hasSize(second < 13 ? 0 : second < 25 ? 1 : 2);
        }
        assertThat(lines().get(0)).endsWith("; waiting: the server does not answer");
        assertThat(lines().get(1)).doesNotContain("waiting");
    }

    @Test
    void aWaitThatChangesIsSaidAndOneThatStaysIsSaidEveryHalfMinute() {
        Progress log = progress(console);
        for (int second = 0; second <= 100; second++) {
            tick(log, second, second < 40 ? "slots" : "outage", at(second) - at(0));
        }
        assertThat(lines()).hasSize(4);
        assertThat(lines().subList(0, 1)).allMatch(line -> line.endsWith("waiting: slots"));
        assertThat(lines().subList(1, 4)).allMatch(line -> line.endsWith("waiting: outage"));
    }

    @Test
    void aWaitThatComesAndGoesDoesNotFillTheScreen() {
        Progress log = progress(console);
        for (int second = 0; second <= 120; second++) {
            tick(log, second, second % 2 == 0 ? "the server asked to slow down" : null);
        }
        assertThat(lines()).hasSizeLessThanOrEqualTo(120 / 10 + 1);
    }

    @Test
    void quietAndNoneSayNothingOfProgress() {
        for (Console still : List.of(console(View.PLAIN, true), console(View.NONE, false))) {
            progress(still).tick(T0 + Duration.ofHours(1).toNanos(), moment("x", null));
        }
        console(View.NONE, false).say("launch");
        console(View.PLAIN, true).say("launch");
        console(View.PLAIN, true).warn("must be read");
        assertThat(lines()).containsExactly("launch", "must be read");
    }

    @Test
    void aBarIsDrawnAtMostFiveTimesASecondAndTakenAwayAtTheEnd() {
        Progress bar = progress(console(View.BAR, false));
        for (int moment = 0; moment < 100; moment++) {
            tick(bar, moment / 100.0, null);
        }
        assertThat(said.toString(StandardCharsets.UTF_8).split("0/10 rows", -1)).hasSize(5 + 1);
        bar.end();
        assertThat(said.toString(StandardCharsets.UTF_8)).endsWith("\u001b[4A\u001b[?7h\r\u001b[J");
    }

    @Test
    void aLimitThatFellIsExplainedByItsCutAndNotByWhatItGrewSince() {
        PaceTrail.Change cut = new PaceTrail.Change(Instant.EPOCH, 800, 580, "429");
        PaceTrail.Change growth = new PaceTrail.Change(Instant.EPOCH, 580, 590, "in use");
        PaceLog log = new PaceLog(console, pace(new PaceTrail(800, 800, List.of(), 0)));

        log.tick(at(1), pace(new PaceTrail(800, 590, List.of(cut, growth), 0)));
        log.tick(at(12), pace(new PaceTrail(800, 900, List.of(cut, growth), 0)));

        assertThat(lines())
                .containsExactly(
                        "Pace: at most 16 tasks in flight and 590 requests a minute (800 before): 429",
                        "Pace: at most 16 tasks in flight and 900 requests a minute (590 before): in use");
    }

    private static PaceReport pace(PaceTrail requests) {
        return new PaceReport(new PaceTrail(16, 16, List.of(), 0), requests, 0, PaceMemory.NONE);
    }
}
