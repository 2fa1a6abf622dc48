package com.handinger.batch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.task.Answer;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.Outcome;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims, changes, answers, pages and figures on an H2 file. */
class LedgerTest {

    private final Path folder;
    private OpenLedger store;
    private final RunRecord run;

    LedgerTest(@TempDir Path folder) {
        this.folder = folder;
        store = new OpenLedger(folder);
        run = store.open("r1", OpenLedger.rows(10));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private RunRecord reopened() {
        store.close();
        store = new OpenLedger(folder);
        return store.runs.get(run.number());
    }

    private List<Claim> afterRestart() {
        RunRecord same = reopened();
        return store.unfinished(same);
    }

    private List<Claim> knownAfterRestart() {
        RunRecord same = reopened();
        return store.ledger.known(same, OpenLedger::mint);
    }

    private Answer answer(int index) {
        return Objects.requireNonNull(store.inInputOrder(run).get(index).answer());
    }

    private List<Claim> one() {
        return store.claim(run, new RowRange(1, 1), 1);
    }

    @Test
    void claimsComeInInputOrderAndOnce() {
        assertThat(store.claim(run, new RowRange(4, 6), 2))
                .extracting(Claim::number)
                .containsExactly(4L, 5L);
        assertThat(store.claim(run, new RowRange(4, 6), 2))
                .extracting(Claim::number)
                .containsExactly(6L);
        assertThat(store.claim(run, new RowRange(4, 6), 2)).isEmpty();
        assertThat(store.claim(run, new RowRange(9, 99), 9))
                .extracting(Claim::number)
                .containsExactly(9L, 10L);
        assertThat(store.claimAll(run)).extracting(Claim::number).containsExactly(1L, 2L, 3L, 7L, 8L);
        assertThat(store.ledger.counts(run, RowRange.ALL).of(RowState.SENDING)).isEqualTo(10);
        assertThat(store.ledger.counts(run, new RowRange(2, 4)).total()).isEqualTo(3);
    }

    @Test
    void nextProcessFindsWhatTheLastOneLeft() {
        List<Claim> claims = store.claim(run, RowRange.ALL, 7);
        store.apply(
                run,
                new Change.Doubted(claims.get(1).rowId()),
                new Change.Resending(claims.get(2).rowId(), 3),
                new Change.Running(claims.get(3).rowId(), 1, OpenLedger.answer("kept", 0)),
                new Change.Released(claims.get(4).rowId(), 0, false),
                new Change.Released(claims.get(5).rowId(), 2, true),
                OpenLedger.completed(claims.get(6), OpenLedger.answer("done", 3)));
        RunRecord same = reopened();
        assertThat(same).isEqualTo(run);
        List<Claim> found = store.unfinished(same);
        assertThat(found).extracting(Claim::number).containsExactly(1L, 3L, 2L, 4L);
        assertThat(found)
                .extracting(Claim::origin)
                .containsExactly(
                        Claim.Origin.INTERRUPTED,
                        Claim.Origin.INTERRUPTED,
                        Claim.Origin.IN_DOUBT,
                        Claim.Origin.RUNNING);
        assertThat(found).extracting(Claim::sends).containsExactly(1, 3, 1, 1);
        assertThat(found)
                .extracting(Claim::taskId)
                .doesNotHaveDuplicates()
                .allMatch(id -> claims.stream().anyMatch(claim -> claim.taskId().equals(id)));
        List<Claim> again = store.claim(run, new RowRange(5, 7), 9);
        assertThat(again).extracting(Claim::origin).containsExactly(Claim.Origin.FRESH, Claim.Origin.DOUBTED);
        assertThat(again).extracting(Claim::sends).containsExactly(0, 2);
    }

    @Test
    void nextProcessKnowsHowLongATaskRuns() {
        List<Claim> claims = store.claim(run, RowRange.ALL, 3);
        Instant sent = Instant.now().minus(Duration.ofHours(2));
        store.apply(
                run,
                new Change.Sent(claims.get(0).rowId(), sent),
                new Change.Sent(claims.get(1).rowId(), sent),
                new Change.Running(claims.get(1).rowId(), 1, null),
                new Change.Sent(claims.get(2).rowId(), sent),
                new Change.Released(claims.get(2).rowId(), 1, true));
        assertThat(store.claim(run, new RowRange(3, 3), 1).get(0).sentBefore()).isNotNull();
        RunRecord same = reopened();
        List<Claim> found = store.unfinished(same);
        assertThat(found).extracting(Claim::number).containsExactly(1L, 3L, 2L);
        assertThat(found.get(0).sentBefore()).isBetween(Duration.ofHours(2), Duration.ofHours(3));
        assertThat(found.get(1).sentBefore())
                .as("claimed anew: the clock starts with the claim until the send is noted")
                .isLessThan(Duration.ofMinutes(5));
        assertThat(found.get(2).sentBefore()).isBetween(Duration.ofHours(2), Duration.ofHours(3));
    }

    /** Dead after each claim and each mark: the next process may think that the send went out. */
    @Test
    void eachMarkCountsAsASendUntilTheRowIsGivenBack() {
        Claim claim = one().get(0);
        assertThat(claim.sends()).isZero();
        assertThat(afterRestart().get(0).sends()).isOne();
        store.apply(run, new Change.Resending(claim.rowId(), 2));
        store.apply(run, new Change.Doubted(claim.rowId()));
        assertThat(afterRestart().get(0).sends()).isEqualTo(2);
        store.apply(run, new Change.Released(claim.rowId(), 2, true));
        assertThat(one().get(0).sends()).isEqualTo(2);
        assertThat(afterRestart().get(0).sends()).isEqualTo(3);
        store.apply(run, new Change.Released(claim.rowId(), 2, true));
        assertThat(one().get(0).sends()).as("a send that never left").isEqualTo(2);
    }

    @Test
    void whatMayBeAtTheServerKeepsTheIdThatWasStored() {
        List<Claim> claims = store.claim(run, RowRange.ALL, 4);
        store.apply(
                run,
                new Change.Doubted(claims.get(1).rowId()),
                new Change.Running(claims.get(2).rowId(), 1, null),
                new Change.Released(claims.get(3).rowId(), 1, true));
        Ledger.Minter other =
                (settingsNo, key, columns, attempt, files) -> new Ledger.Minted("tsk_other", "wrk_1", columns, "low");
        assertThat(store.ledger.unfinished(run, other))
                .extracting(Claim::taskId)
                .containsExactly(ids(claims, 0, 1, 2));
        assertThat(store.ledger.known(run, other)).extracting(Claim::taskId).containsExactly(ids(claims, 2));
        assertThat(store.ledger.claim(run, RowRange.ALL, 2, other, (worker, tier) -> 0))
                .extracting(Claim::taskId)
                .containsExactly(claims.get(3).taskId(), "tsk_other");
    }

    private static String[] ids(List<Claim> claims, int... indexes) {
        return Arrays.stream(indexes).mapToObj(i -> claims.get(i).taskId()).toArray(String[]::new);
    }

    @Test
    void tasksThatTheServerHadAreTheNewestTheFirstAndARunningOne() {
        RunRecord another = store.open("r2", OpenLedger.rows(3));
        store.apply(another, OpenLedger.completed(store.claimAll(another).get(0), OpenLedger.answer("x", 1)));
        assertThat(store.ledger.known(run, OpenLedger::mint))
                .as("those of the job's latest other run, while it knows none")
                .extracting(Claim::rowId)
                .containsExactly(
                        store.ledger.known(another, OpenLedger::mint).get(0).rowId());
        List<Claim> claims = store.claim(run, RowRange.ALL, 9);
        store.apply(run, new Change.Running(claims.get(6).rowId(), 1, null));
        store.apply(run, new Change.Running(claims.get(7).rowId(), 1, OpenLedger.answer("kept", 0)));
        assertThat(known()).containsExactly(8L);
        store.apply(run, unusable(claims.get(5)));
        assertThat(known()).containsExactly(6L, 8L);
        for (int i : new int[] {0, 1, 2}) {
            store.apply(run, OpenLedger.completed(claims.get(i), OpenLedger.answer("x", 1)));
        }
        store.apply(run, OpenLedger.failed(claims.get(4), null), unusable(claims.get(3)));
        assertThat(known()).containsExactly(4L, 3L, 2L, 6L, 8L);
        assertThat(store.ledger.known(run, OpenLedger::mint))
                .extracting(Claim::origin)
                .containsOnly(Claim.Origin.RUNNING);
    }

    private List<Long> known() {
        return knownAfterRestart().stream().map(Claim::number).toList();
    }

    private static Change unusable(Claim claim) {
        RowError empty = new RowError("empty", "no output", null);
        return new Change.Settled(claim.rowId(), 1, new Outcome(RowState.UNUSABLE, OpenLedger.answer("", 1), empty));
    }

    @Test
    void ofSeveralChangesTheLastCountsAndEachSend() {
        Claim claim = one().get(0);
        long id = claim.rowId();
        store.apply(run, new Change.Doubted(id), new Change.Resending(id, 2), new Change.Doubted(id));
        assertThat(store.unfinished(run).get(0).sends()).isEqualTo(2);
        assertThat(store.ledger.counts(run, RowRange.ALL).of(RowState.UNKNOWN)).isOne();
        store.apply(run, new Change.Resending(id, 3), new Change.Released(id, 3, true));
        Claim again = one().get(0);
        assertThat(again.sends()).isEqualTo(3);
        assertThat(again.origin()).isEqualTo(Claim.Origin.DOUBTED);
        assertThat(store.apply(
                        run,
                        new Change.Running(id, 1, OpenLedger.answer("kept", 0)),
                        OpenLedger.completed(claim, OpenLedger.answer("done", 4))))
                .containsExactly(id);
        assertThat(store.unfinished(run)).isEmpty();
        assertThat(store.ledger.spent(run)).isEqualTo(new Ledger.Spent(4, 0, 1));
    }

    @Test
    void answersOfAnySizeComeBackAsTheyWere() {
        String surrogates = "\uD83D\uDE00".repeat(40_000) + "é\u0000\u0001\uFFFF\r\n";
        List<String> texts = List.of(
                "",
                "ten bytes.",
                "x" + surrogates,
                surrogates,
                "5 KB ".repeat(1000),
                "2 MB of text. ".repeat(150_000),
                "\u0000",
                "a\u0000b");
        List<Claim> claims = store.claim(run, RowRange.ALL, texts.size());
        for (int i = 0; i < texts.size(); i++) {
            Answer answer =
                    new Answer(texts.get(i), "{\"t\":1.50}", "[{}]", "[1]", i, 7, 2, texts.get(i), "t".repeat(i * 50));
            store.apply(run, OpenLedger.completed(claims.get(i), answer));
        }
        reopened();
        for (int i = 0; i < texts.size(); i++) {
            Answer answer = answer(i);
            assertThat(answer.outputText().equals(texts.get(i)))
                    .as("text %s", i)
                    .isTrue();
            assertThat(answer.url().equals(texts.get(i))).as("url %s", i).isTrue();
            assertThat(answer.structuredOutput()).isEqualTo("{\"t\":1.50}");
            assertThat(answer.completedAt()).hasSize(i * 50);
        }
        assertThat(store.ledger.spent(run).surplusTurns()).isEqualTo(texts.size());
    }

    @Test
    void vanishedTaskLeavesTheAnswerThatWasKept() {
        Claim claim = one().get(0);
        store.apply(run, new Change.Running(claim.rowId(), 1, OpenLedger.answer("kept", 0)));
        reopened();
        store.apply(run, OpenLedger.failed(claim, null));
        LedgerRow row = store.inInputOrder(run).get(0);
        assertThat(row.state()).isEqualTo(RowState.FAILED);
        assertThat(row.error()).isNotNull();
        assertThat(answer(0).outputText()).isEqualTo("kept");
        assertThat(store.count("ledger_answer")).isOne();
    }

    @Test
    void rowWithoutAnyAnswerFailsAsWell() {
        store.apply(run, OpenLedger.failed(one().get(0), null));
        LedgerRow row = store.inInputOrder(run).get(0);
        assertThat(row.state()).isEqualTo(RowState.FAILED);
        assertThat(row.answer()).isNull();
        assertThat(Objects.requireNonNull(row.error()).status()).isNull();
    }

    @Test
    void pagesFollowInputOrSettling() {
        RunRecord large = store.open("r2", OpenLedger.rows(1201));
        List<Claim> claims = store.claimAll(large);
        for (int i = claims.size() - 1; i >= 0; i -= 2) {
            store.apply(large, OpenLedger.completed(claims.get(i), OpenLedger.answer("x", 1)));
        }
        assertThat(store.inInputOrder(large))
                .hasSize(1201)
                .extracting(LedgerRow::number)
                .isSorted();
        assertThat(store.inSettledOrder(large))
                .hasSize(601)
                .extracting(row -> -row.number())
                .isSorted();
        List<Long> ids = List.of(claims.get(3).rowId(), -1L, claims.get(0).rowId());
        assertThat(store.reader.rows(ids)).extracting(LedgerRow::number).containsExactly(4L, 1L);
        List<Long> all = claims.stream().map(Claim::rowId).toList();
        assertThat(store.reader.rows(all))
                .extracting(LedgerRow::number)
                .isSorted()
                .hasSize(1201);
        assertThat(store.reader.rows(List.of())).isEmpty();
    }

    @Test
    void figuresOfNothingAndOfSomething() {
        assertThat(RunFigures.of(store.jdbc, run)).isEqualTo(new RunFigures(0, null, null));
        assertThat(store.ledger.spent(run)).isEqualTo(new Ledger.Spent(0, 0, 0));
        assertThat(store.runs.requests(run.number())).isEqualTo(new RequestCounts(0, 0, 0, 0));
        store.apply(run, OpenLedger.completed(one().get(0), OpenLedger.answer("x", 5)));
        assertThat(RunFigures.of(store.jdbc, run)).isEqualTo(new RunFigures(1, 1200L, 1200L));
        int start = store.runs.startBegan(run.number(), "t");
        store.runs.startEnded(start, "t", 0, "done", new RequestCounts(1, 2, 3, 4));
        assertThat(store.runs.requests(run.number())).isEqualTo(new RequestCounts(1, 2, 3, 4));
    }
}
