package com.handinger.batch.run;

import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.RequestCounts;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunFigures;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.report.Launch;
import com.handinger.batch.report.Summary;
import com.handinger.batch.task.RowState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what the ledger knows of a run into the words of its summary. */
final class Summaries {

    private static final double MILLIS_PER_MINUTE = 60_000;

    private final RunRequest request;
    private final RunRecord run;
    private final OpenStore store;
    private final Instant startedAt;

    Summaries(RunRequest request, RunRecord run, OpenStore store, Instant startedAt) {
        this.request = request;
        this.run = run;
        this.store = store;
        this.startedAt = startedAt;
    }

    Launch launch(boolean continued, String storeUrl, RowCounts counts) {
        return new Launch(
                run.id(),
                request.job().name(),
                run.baseUrl(),
                request.job().worker().id(),
                continued,
                storeUrl,
                rows(counts),
                Path.of(run.directory()));
    }

    Summary summary(Ending ending, RowCounts counts, Instant endedAt) {
        Ledger.Spent spent = new Ledger(store.jdbc(), store.transactions()).spent(run);
        RunFigures figures = RunFigures.of(store.jdbc(), run);
        RequestCounts requests = ending.requests();
        boolean resumable = counts.open() > 0;
        return new Summary(
                run.id(),
                request.job().name(),
                run.baseUrl(),
                request.job().worker().id(),
                ending.exit().code(),
                ending.reason(),
                resumable,
                rows(counts),
                new Summary.Credits(spent.credits(), 0, null),
                new Summary.Requests(requests.sends(), requests.reads(), requests.rateLimited(), requests.faults()),
                new Summary.Timings(startedAt, endedAt, ending.firstSend(), ending.lastSettled()),
                new Summary.Pace(pace(ending, endedAt), new Summary.TaskMs(figures.p50(), figures.p95())),
                List.of(),
                figures.attempts(),
                spent.surplusTurns(),
                Summary.NOT_AUDITED,
                Path.of(run.directory()),
                next(counts));
    }

    /** What a stopped selection continues with is that selection; a finished one leaves the rest of the rows. */
    private @Nullable String next(RowCounts counts) {
        if (counts.open() == 0) {
            return null;
        }
        boolean selected = new Ledger(store.jdbc(), store.transactions())
                        .counts(run, request.rows())
                        .open()
                > 0;
        return selected ? request.command() : request.rest();
    }

    private @Nullable Double pace(Ending ending, Instant endedAt) {
        if (ending.settled() == 0) {
            return null;
        }
        long millis = Math.max(1, Duration.between(startedAt, endedAt).toMillis());
        return Math.round(ending.settled() * MILLIS_PER_MINUTE / millis * 10) / 10.0;
    }

    private static Summary.Rows rows(RowCounts counts) {
        return new Summary.Rows(
                counts.total(),
                counts.of(RowState.COMPLETED),
                counts.of(RowState.FAILED),
                counts.of(RowState.UNUSABLE),
                counts.of(RowState.REJECTED),
                counts.of(RowState.PENDING),
                counts.of(RowState.SENDING),
                counts.of(RowState.UNKNOWN),
                counts.of(RowState.RUNNING));
    }
}
