package com.handinger.batch.report;

import com.handinger.batch.ledger.LedgerFigures;
import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.ledger.RequestCounts;
import com.handinger.batch.ledger.RunMoment;
import com.handinger.batch.task.Answer;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A report of a start that was killed and two more, with every kind of row, in which every text is the same.
 *
 * @param total rows; of ten, seven are completed and one each failed, unusable and rejected
 * @param text of each key, input, output, structured output, message, name and reason
 */
record SamplePage(int total, String text) {

    private static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");
    private static final int MOMENTS = 60;

    void write(Path target) throws IOException {
        ReportPage.write(
                target,
                total,
                sink -> {
                    for (int number = 1; number <= total; number++) {
                        sink.accept(row(number));
                    }
                },
                this::facts);
    }

    private static RowState state(int number) {
        return switch (number % 10) {
            case 7 -> RowState.FAILED;
            case 8 -> RowState.UNUSABLE;
            case 9 -> RowState.REJECTED;
            default -> RowState.COMPLETED;
        };
    }

    private LedgerRow row(int number) {
        RowState state = state(number);
        String json = JsonMapper.shared().writeValueAsString(text);
        boolean bad = state != RowState.COMPLETED;
        return new LedgerRow(
                number,
                number + 1L,
                "k" + number + " " + text,
                state,
                "{" + json + ":" + json + ",\"place\":\"input" + number + "\"}",
                1,
                "tsk_" + number,
                state == RowState.REJECTED ? null : answer(number, json),
                bad ? new RowError(state == RowState.REJECTED ? "rejected" : "error", text, null) : null,
                null);
    }

    private Answer answer(int number, String json) {
        String address = number % 2 == 0 ? "javascript:" + text : "https://example.org/" + text;
        String structured = "{\"place\":\"structured" + number + "\",\"text\":" + json + "}";
        return new Answer(text, structured, "[]", "[]", number % 5, 300 + 37L * (number % 100), 1, address, null);
    }

    private ReportFacts facts(Tally tally) {
        long tenth = total / 10;
        Summary.Rows rows = new Summary.Rows(total, total - 3 * tenth, tenth, tenth, tenth, 0, 0, 0, 0);
        return new ReportFacts(
                new ReportFacts.Identity(
                        text, text, text, text, BEGAN.toString(), text, "1.0", BEGAN.plusSeconds(3600)),
                "finished",
                false,
                rows,
                new Summary.Credits(2L * total, 3, 5L * total),
                total,
                2,
                tally.percentile(0.5),
                tally.percentile(0.95),
                Summary.NOT_AUDITED,
                List.of(
                        new ReportFacts.Limit("limits.credits", String.valueOf(5L * total), 5L * total),
                        new ReportFacts.Limit("limits.requestsPerMinute", "600", 600L),
                        new ReportFacts.Limit("limits.errors", text, null)),
                tally.shares(),
                tally.failures(),
                tally.slowest(),
                tally.dearest(),
                List.of(killed(), start(0, 6, "limits.credits " + text), start(120, 1, text)),
                IntStream.range(0, MOMENTS).mapToObj(this::moment).toList(),
                tally.durations(),
                tally.schedules());
    }

    private static LedgerFigures.Start killed() {
        String began = BEGAN.minusSeconds(60).toString();
        return new LedgerFigures.Start(began, null, null, null, new RequestCounts(7777, 0, 0, 0));
    }

    private static LedgerFigures.Start start(long after, int exit, String reason) {
        Instant began = BEGAN.plusSeconds(after);
        return new LedgerFigures.Start(
                began.toString(), began.plusSeconds(60).toString(), exit, reason, new RequestCounts(60, 60, 3, 1));
    }

    private RunMoment moment(int index) {
        int start = index < MOMENTS / 2 ? 1 : 2;
        int of = index % (MOMENTS / 2);
        @Nullable String reason = index % 7 == 3 ? text + index : null;
        return new RunMoment(
                start,
                BEGAN.plusSeconds(120L * (start - 1) + 2L * of).toEpochMilli(),
                (long) total * 7 / 10 * index / MOMENTS,
                (long) total * 2 / 10 * index / MOMENTS,
                2L * total * index / MOMENTS,
                4 + index % 5,
                10,
                500,
                20L * of,
                of / 5,
                reason);
    }
}
