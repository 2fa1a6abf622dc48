package com.handinger.batch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.input.InputRecord;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A changed input against the rows of a run: what is new, and that nothing paid is ever sent again. */
class InputMergeTest {

    private final OpenLedger store;
    private final InputMerge merge;

    InputMergeTest(@TempDir Path folder) {
        store = new OpenLedger(folder);
        merge = new InputMerge(store.jdbc, store.transactions);
    }

    @AfterEach
    void close() {
        store.close();
    }

    record Case(JsonNode data) {

        String text(String name) {
            return data.path(name).asString("");
        }

        @Override
        public String toString() {
            return text("id") + ": " + text("reason");
        }
    }

    /** {@code key[=text][:state]}. */
    private record Spec(String key, String text, char state) {

        static List<Spec> all(String rows) {
            return rows.isEmpty()
                    ? List.of()
                    : Stream.of(rows.split(" ", -1)).map(Spec::of).toList();
        }

        private static Spec of(String row) {
            int colon = row.indexOf(':');
            String name = colon < 0 ? row : row.substring(0, colon);
            int equals = name.indexOf('=');
            String key = equals < 0 ? name : name.substring(0, equals);
            return new Spec(key, name.substring(equals + 1), colon < 0 ? 'P' : row.charAt(colon + 1));
        }

        static List<InputRecord> records(String rows) {
            List<InputRecord> records = new ArrayList<>();
            for (Spec spec : all(rows)) {
                long number = records.size() + 1L;
                String columns = "{\"text\":\"" + spec.text + "\"}";
                records.add(
                        spec.state == 'J'
                                ? new InputRecord.Rejected(number, number, spec.key, columns, "bad")
                                : OpenLedger.row(number, spec.key, spec.text));
            }
            return records;
        }
    }

    static Stream<Case> cases() {
        InputStream in = InputMergeTest.class.getResourceAsStream("/ledger/merges.yaml");
        Object tree = new Load(LoadSettings.builder().setLabel("merges.yaml").build()).loadFromInputStream(in);
        JsonNode cases = JsonMapper.shared().valueToTree(tree);
        return cases.valueStream().map(Case::new);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void takesOverWhatIsNew(Case merged) {
        RunRecord run = store.open("r1", Spec.records(merged.text("run")));
        bring(run, Spec.all(merged.text("run")));
        for (String step : List.of("between", "then")) {
            if (merged.data.has(step)) {
                run = takeOver(run, Spec.records(merged.text(step)), "first");
                bring(run, Spec.all(merged.text(step)));
            }
        }
        String settings = merged.data.has("settings") ? merged.text("settings") : "second";
        LedgerLoad load = store.load("new", Spec.records(merged.text("now")), settings);
        InputChange change = merge.compare(run.number(), load.runNo());
        assertThat(change).isEqualTo(expected(merged.data.path("change")));
        assertThat(change.disjoint()).isEqualTo(merged.data.path("disjoint").asBoolean(false));
        if (!merged.data.has("after")) {
            return;
        }
        merge.takeOver(run, store.runs.get(load.runNo()));
        RunRecord now = store.runs.get(run.number());
        assertThat(now.state()).isEqualTo(RunRecord.State.OPEN);
        assertThat(now.generation()).isGreaterThan(run.generation());
        assertThat(rows(now)).isEqualTo(merged.text("after"));
        assertThat(store.ledger.spent(now).credits())
                .isEqualTo(merged.data.path("spent").asLong());
        assertThat(store.claimAll(now).stream().map(Claim::taskId).collect(Collectors.joining(" ")))
                .isEqualTo(merged.text("sends"));
        assertThat(store.count("ledger_run")).isOne();
    }

    private RunRecord takeOver(RunRecord run, List<InputRecord> rows, String template) {
        LedgerLoad load = store.load("between", rows, template);
        merge.takeOver(run, store.runs.get(load.runNo()));
        return store.runs.get(run.number());
    }

    private static InputChange expected(JsonNode change) {
        return new InputChange(
                change.path("same").asLong(0),
                change.path("changed").asLong(0),
                change.path("added").asLong(0),
                change.path("removed").asLong(0),
                change.path("returned").asLong(0),
                change.path("renamed").asLong(0),
                change.path("busy").asLong(0),
                change.path("rejectedBefore").asLong(0),
                change.path("rejectedNow").asLong(0),
                change.path("rejectedSame").asBoolean(!change.has("rejectedBefore") && !change.has("rejectedNow")));
    }

    private void bring(RunRecord run, List<Spec> specs) {
        for (int i = 0; i < specs.size(); i++) {
            char state = specs.get(i).state;
            if (state != 'P' && state != 'J') {
                List<Claim> claims = store.claim(run, new RowRange(i + 1L, i + 1L), 1);
                if (claims.isEmpty()) {
                    continue;
                }
                Claim claim = claims.get(0);
                Change change = switch (state) {
                    case 'p' -> new Change.Released(claim.rowId(), 0, true);
                    case 'U' -> new Change.Doubted(claim.rowId());
                    case 'R' -> new Change.Running(claim.rowId(), 1, null);
                    case 'C' -> OpenLedger.completed(claim, OpenLedger.answer("old", 3));
                    case 'F' -> OpenLedger.failed(claim, OpenLedger.answer("", 1));
                    default -> null;
                };
                if (change != null) {
                    store.apply(run, change);
                }
            }
        }
    }

    private String rows(RunRecord run) {
        return store.inInputOrder(run).stream()
                .map(row -> row.key() + "="
                        + String.valueOf(row.columns()).replaceAll(".*\"text\":\"|\"}", "") + ":"
                        + row.state().code() + ":"
                        + store.jdbc.queryForObject(
                                "select attempt from ledger_work where run_no = ? and number = ?",
                                Integer.class,
                                run.number(),
                                row.number()))
                .collect(Collectors.joining(" "));
    }

    @Test
    void rowsOfTheSameColumnsUnderOtherKeysAreNotNewWork() {
        RunRecord run = store.open("r1", OpenLedger.rows(2));
        List<InputRecord> renamed = new ArrayList<>();
        for (InputRecord record : OpenLedger.rows(2)) {
            InputRecord.Row row = (InputRecord.Row) record;
            renamed.add(new InputRecord.Row(row.number(), row.line(), "x" + row.key(), row.columns(), row.digest()));
        }
        InputChange change =
                merge.compare(run.number(), store.load("new", renamed, "first").runNo());
        assertThat(change.renamed()).isEqualTo(2);
        assertThat(change.disjoint()).isFalse();
    }

    @Test
    void rowsThatCameBackAreListedOnceInTheOrderOfSettling() {
        RunRecord run = store.open("r1", OpenLedger.rows(2100));
        store.apply(
                run,
                store.claimAll(run).stream()
                        .map(claim -> OpenLedger.completed(claim, OpenLedger.answer("x", 1)))
                        .toArray(Change[]::new));
        run = takeOver(run, OpenLedger.rows(50), "first");
        assertThat(store.inSettledOrder(run)).hasSize(50);
        assertThat(RunFigures.of(store.jdbc, run).attempts()).isEqualTo(2100);
        run = takeOver(run, OpenLedger.rows(2100), "first");
        assertThat(store.inSettledOrder(run))
                .hasSize(2100)
                .extracting(LedgerRow::number)
                .doesNotHaveDuplicates();
        assertThat(store.inInputOrder(run))
                .extracting(LedgerRow::number)
                .isSorted()
                .hasSize(2100);
        assertThat(store.ledger.spent(run).credits()).isEqualTo(2100);
    }
}
