package com.handinger.batch.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.handinger.batch.input.InputRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole stores stay, half-made ones are made anew, foreign ones are refused; loads are all or nothing. */
class LedgerSchemaTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void markedStoreIsKept() {
        try (OpenLedger first = new OpenLedger(folder)) {
            first.open("r1", OpenLedger.rows(3));
        }
        try (OpenLedger second = new OpenLedger(folder)) {
            assertThat(Objects.requireNonNull(second.runs.latest(OpenLedger.JOB, false))
                            .id())
                    .isEqualTo("r1");
            assertThat(second.count("ledger_row")).isEqualTo(3);
        }
    }

    @Test
    void halfMadeStoreIsMadeAnew() {
        try (OpenLedger half = new OpenLedger(folder, false)) {
            half.jdbc.execute("create table ledger_run (run_no int)");
            half.jdbc.execute("create table batch_stand_in (id int)");
        }
        try (OpenLedger half = new OpenLedger(folder)) {
            half.jdbc.update("delete from ledger_mark");
        }
        try (OpenLedger whole = new OpenLedger(folder)) {
            assertThat(whole.open("r1", OpenLedger.rows(1)).number()).isOne();
        }
    }

    @Test
    void storeOfANewerVersionIsRefused() {
        try (OpenLedger store = new OpenLedger(folder)) {
            store.open("r1", OpenLedger.rows(1));
            store.jdbc.update("update ledger_mark set version = 99");
            assertThatThrownBy(store::prepare)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("layout 99")
                    .hasMessageContaining("store.url");
            assertThat(store.count("ledger_row")).isOne();
        }
    }

    @Test
    void loadThatIsNeverOpenedLeavesNothing() {
        try (OpenLedger store = new OpenLedger(folder)) {
            RunRecord kept = store.open("r1", OpenLedger.rows(2));
            InputRecord bad = new InputRecord.Rejected(2501, 2502, null, null, "no key");
            List<InputRecord> rows = OpenLedger.rows(2500);
            rows.add(bad);
            LedgerLoad died = store.begin("r2");
            rows.forEach(died::add);
            assertThat(store.count("ledger_row")).isEqualTo(2002);
            LedgerLoad ended = store.load("r3", rows, "first");
            assertThat(store.runs.find(OpenLedger.JOB, "r3")).isNull();
            assertThat(store.count("ledger_row")).isEqualTo(2503);
            store.begin("r4").discard();
            assertThat(store.count("ledger_row")).isEqualTo(2);
            assertThat(store.count("ledger_work")).isEqualTo(2);
            assertThat(store.count("ledger_answer")).isZero();
            assertThat(store.count("ledger_run")).isOne();
            assertThat(ended.runNo()).isNotEqualTo(kept.number());
            assertThat(store.runs.latest(OpenLedger.JOB, false)).isEqualTo(kept);
        }
    }

    @Test
    void storeOfAnEarlierBuildIsRefused() {
        try (OpenLedger store = new OpenLedger(folder)) {
            store.open("r1", OpenLedger.rows(1));
            store.jdbc.update("update ledger_mark set version = 3");
            assertThatThrownBy(store::prepare)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("layout 3");
        }
    }

    @Test
    void twentyThousandRows() {
        try (OpenLedger store = new OpenLedger(folder)) {
            RunRecord run = store.open("r1", OpenLedger.rows(20_000));
            assertThat(store.inInputOrder(run))
                    .hasSize(20_000)
                    .extracting(LedgerRow::number)
                    .isSorted();
            assertThat(store.claimAll(run)).hasSize(20_000);
            assertThat(store.unfinished(run)).hasSize(20_000);
        }
    }

    @Test
    void runsAreFoundByJobServerAndState() {
        try (OpenLedger store = new OpenLedger(folder)) {
            RunRecord first = store.open("r1", OpenLedger.rows(1));
            RunRecord second = store.open("r2", OpenLedger.rows(1));
            assertThat(store.runs.latest(OpenLedger.JOB, true)).isNull();
            assertThat(store.runs.latest("other", false)).isNull();
            assertThat(store.runs.find("other", "r1")).isNull();
            assertThat(store.runs.latest(OpenLedger.JOB, false)).isEqualTo(second);
            store.runs.mark(second.number(), RunRecord.State.ABANDONED);
            assertThat(store.runs.latest(OpenLedger.JOB, false)).isEqualTo(first);
            assertThat(store.runs.find(OpenLedger.JOB, "r2")).isNotNull();
            String longTemplate = "x".repeat(100_000);
            TaskSettings settings = new TaskSettings("wrk_1", longTemplate, longTemplate);
            int number = store.runs.settingsNo(settings);
            assertThat(store.runs.settingsNo(settings)).isEqualTo(number);
            assertThat(store.runs.settings(number)).isEqualTo(settings);
        }
    }
}
