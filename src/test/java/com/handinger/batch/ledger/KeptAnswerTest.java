package com.handinger.batch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.task.Answer;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Outcome;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowState;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** An answer that came with a 2xx outlives the task that vanished. */
class KeptAnswerTest {

    private static final Answer HELD = new Answer("done", "{}", "[]", "[]", 0, 0, 0, "", null);
    private static final RowError LOST = new RowError("lost", "gone", null);

    private static JdbcTemplate store(Path folder) {
        JdbcTemplate jdbc =
                new JdbcTemplate(new DriverManagerDataSource("jdbc:h2:file:" + folder.resolve("s"), "sa", ""));
        LedgerSchema.prepare(jdbc, () -> {});
        jdbc.update("insert into ledger_work(row_id, run_no, state, number, attempt, sends, doubted, task_id)"
                + " values (7, 1, 'R', 1, 1, 1, false, 'tsk_1'), (8, 1, 'R', 2, 1, 1, false, 'tsk_2')");
        return jdbc;
    }

    @Test
    void aRowThatSettlesAsLostInALaterStartKeepsItsAnswer(@TempDir Path folder) {
        JdbcTemplate jdbc = store(folder);
        AnswerTable answers = new AnswerTable(jdbc);
        answers.keep(List.of(new Change.Running(7, 1, HELD)));
        answers.settle(List.of(settled(7, null), settled(8, null)));

        assertThat(told(jdbc, 7)).isEqualTo("F done lost");
        assertThat(told(jdbc, 8)).isEqualTo("F  lost");
    }

    @Test
    void anOutcomeWithAnAnswerReplacesWhatWasKept(@TempDir Path folder) {
        JdbcTemplate jdbc = store(folder);
        AnswerTable answers = new AnswerTable(jdbc);
        answers.keep(List.of(new Change.Running(7, 1, HELD)));
        answers.settle(List.of(settled(7, new Answer("more", null, "[]", "[]", 3, 1, 1, "u", null))));

        assertThat(told(jdbc, 7)).isEqualTo("F more lost");
    }

    @Test
    void anOutputThatCannotBeReadInALaterStartStaysAsItWasKept(@TempDir Path folder) {
        JdbcTemplate jdbc = store(folder);
        AnswerTable answers = new AnswerTable(jdbc);
        answers.keep(List.of(new Change.Running(7, 1, HELD)));
        Answer task = new Answer("", null, "[]", "[]", 3, 1200, 2, "u", "t");
        Outcome unread = new Outcome(RowState.FAILED, task, LOST, false, true);
        answers.settle(List.of(new Change.Settled(7, 1, unread), new Change.Settled(8, 1, unread)));

        assertThat(told(jdbc, 7)).isEqualTo("F done lost");
        assertThat(told(jdbc, 8)).isEqualTo("F  lost");
        assertThat(jdbc.queryForList(
                        "select concat(structured_output, ' ', credits, ' ', duration_ms, ' ', turns, ' ', url, ' ',"
                                + " completed_at) from ledger_answer order by row_id",
                        String.class))
                .containsExactly("{} 3 1200 2 u t", " 3 1200 2 u t");
    }

    private static Change.Settled settled(long rowId, @Nullable Answer answer) {
        return new Change.Settled(rowId, 1, new Outcome(RowState.FAILED, answer, LOST));
    }

    private static @Nullable String told(JdbcTemplate jdbc, long rowId) {
        return jdbc.queryForObject(
                "select concat(outcome, ' ', output_text, ' ', error_kind) from ledger_answer where row_id = ?",
                String.class,
                rowId);
    }
}
