package com.handinger.batch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.dispatch.Bench.Seen;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Witnesses that prove that the key sees what earlier starts sent, and what waits for their word. */
class KeyProofTest {

    private static final int MINUTE = 60;

    /** The replies to the reads of these tasks; the truth for all others. */
    private static Told telling(Map<String, String> replies) {
        return Told.inTurn("ok").reading(seen -> replies.get(seen.taskId()));
    }

    private static List<Seen> reads(Bench bench, String taskId) {
        return bench.log.stream()
                .filter(seen -> seen.reply() == null && seen.taskId().equals(taskId))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "503", "html404", "timeout", "409", "unpaid", "later", "absent", "unreadable"})
    void aWitnessThatSaysNothingMakesWayForTheNext(String word) {
        Bench bench = new Bench(5, 4, telling(Map.of("t1", word, "t2", "completed")))
                .witnesses(3)
                .recover(2, Claim.Origin.IN_DOUBT)
                .toTheEnd();

        assertThat(bench.settled()).containsExactly("completed", "completed");
        assertThat(bench.window.stop()).isNull();
        assertThat(reads(bench, "t1")).hasSize(1);
        assertThat(reads(bench, "t2")).hasSize(1);
        assertThat(reads(bench, "t3")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"gone, FATAL_ANSWER, 410", "503, STOPPED, no usable answer", "409, STOPPED, no usable answer"})
    void witnessesThatNeverSayAnythingEndTheStartAfterTenGraces(String word, StopCause.Kind kind, String says) {
        Told server = Told.inTurn("ok").reading(seen -> switch (seen.taskId()) {
            case "t1", "t2" -> word;
            // A row of this start goes on, so that the server is not away.
            case "t5" -> "running";
            default -> null;
        });
        Bench bench = new Bench(5, 4, server)
                .witnesses(2)
                .recover(2, Claim.Origin.IN_DOUBT)
                .claim(1, Claim.Origin.FRESH)
                .until(10 * MINUTE);
        assertThat(bench.window.stop()).isNull();
        bench.until(12 * MINUTE);

        StopCause stop = Objects.requireNonNull(bench.window.stop());
        assertThat(stop.kind()).isEqualTo(kind);
        assertThat(stop.message()).contains(says).contains("nothing is sent again");
        assertThat(bench.sends()).extracting(Seen::taskId).containsExactly("t5");
        assertThat(bench.changes).allMatch(change -> change.rowId() == 5);
        assertThat(reads(bench, "t1").size() + reads(bench, "t2").size()).isBetween(20, 40);
        assertThat(reads(bench, "t3")).as("held rows are not read").hasSizeLessThan(20);
    }

    @Test
    void anOutageIsNotTheWitnessesFault() {
        Told server = Told.inTurn("ok")
                .reading(seen ->
                        seen.at() < 25 * MINUTE ? "not-sent" : seen.taskId().equals("t2") ? "completed" : null);
        Bench bench = new Bench(5, 4, server)
                .witnesses(2)
                .recover(2, Claim.Origin.IN_DOUBT)
                .until(24 * MINUTE);
        assertThat(bench.window.stop()).isNull();
        assertThat(bench.window.outage(bench.now()).lasted()).isGreaterThan(Duration.ofMinutes(23));
        bench.toTheEnd();

        assertThat(bench.settled()).containsExactly("completed", "completed");
    }

    /** Sends fail while reads work, so that the rows of the earlier start wait with the others. */
    @ParameterizedTest
    @CsvSource({"completed, true", "409, false"})
    void aDoubtedRowIsGivenBackOnlyIfTheKeyIsProven(String word, boolean given) {
        Told server =
                new Told((seen, nth) -> "503").reading(seen -> seen.taskId().equals("t1") ? word : null);
        Bench bench = new Bench(50, 4, server)
                .witnesses(1)
                .recover(4, Claim.Origin.IN_DOUBT)
                .claim(20, Claim.Origin.FRESH)
                .until(3 * MINUTE);
        bench.window.drain(new StopCause(StopCause.Kind.STOPPED, "asked to"));
        bench.until(4 * MINUTE);

        List<Change.Released> released = bench.changes(Change.Released.class).stream()
                .filter(change -> change.rowId() <= 5)
                .toList();
        assertThat(released).hasSizeBetween(given ? 3 : 0, given ? 4 : 0).allMatch(Change.Released::doubted);
        assertThat(bench.changes(Change.Released.class)).hasSizeGreaterThan(15);
        assertThat(bench.changes(Change.Settled.class)).isEmpty();
    }

    @Test
    void aStartThatOnlySettlesGivesBackWhatTheProvenKeyDoesNotFind() {
        Bench bench = new Bench(5, 4, telling(Map.of("t1", "completed", "t3", "running")))
                .sendingNothing()
                .witnesses(1)
                .recover(3, Claim.Origin.IN_DOUBT)
                .until(5 * MINUTE);

        assertThat(bench.sends()).isEmpty();
        assertThat(bench.changes)
                .containsExactlyInAnyOrder(
                        new Change.Running(3, 1, null),
                        new Change.Released(2, 0, true),
                        new Change.Released(4, 0, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent", "409", "gone"})
    void aStartThatOnlySettlesGivesNothingBackToAKeyThatIsNotProven(String word) {
        Bench bench = new Bench(5, 4, telling(Map.of("t1", word, "t2", word)))
                .sendingNothing()
                .witnesses(2)
                .recover(3, Claim.Origin.IN_DOUBT)
                .toTheEnd();

        assertThat(bench.window.stop()).isNotNull();
        assertThat(bench.changes).isEmpty();
        assertThat(bench.log).noneMatch(seen -> seen.request() == Step.Request.SEND);
    }
}
