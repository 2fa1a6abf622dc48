package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.ledger.AuditFigures;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerAudits;
import com.handinger.batch.ledger.LedgerHistory;
import com.handinger.batch.ledger.LedgerPilot;
import com.handinger.batch.ledger.RequestCounts;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunFigures;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.Taken;
import com.handinger.batch.pacing.PaceReport;
import com.handinger.batch.report.Audit;
import com.handinger.batch.report.AuditReport;
import com.handinger.batch.report.Forecast;
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

    /** A send and a read of its end. */
    private static final double USUAL_REQUESTS = 2;

    private final RunRequest request;
    private final RunRecord run;
    private final OpenStore store;
    private final Instant startedAt;
    private final Ledger ledger;
    private final Workers workers;
    private final long doneBefore;

    Summaries(RunRequest request, RunRecord run, OpenStore store, Instant startedAt) {
        this.request = request;
        this.run = run;
        this.store = store;
        this.startedAt = startedAt;
        ledger = new Ledger(store.jdbc(), store.transactions());
        workers = new Workers(request.job(), store.jdbc());
        doneBefore = request.rows().equals(RowRange.ALL)
                ? 0
                : ledger.counts(run, request.rows()).settled();
    }

    Launch launch(boolean continued, String storePath, RowCounts counts) {
        return new Launch(
                run.id(),
                request.job().name(),
                run.baseUrl(),
                workers.shown(run),
                continued,
                storePath,
                rows(counts),
                Path.of(run.directory()));
    }

    Summary summary(Ending ending, RowCounts counts, Instant endedAt) {
        Ledger.Spent spent = ledger.spent(run);
        RunFigures figures = RunFigures.of(store.jdbc(), run);
        RequestCounts requests = ending.requests();
        RowCounts selected = ledger.counts(run, request.rows());
        String limit = ending.limit();
        // Nothing is selected while rows settle before a change is taken over.
        boolean resumable = (selected.total() == 0 ? counts : selected).open() > 0;
        return new Summary(
                run.id(),
                request.job().name(),
                run.baseUrl(),
                workers.shown(run),
                ending.exit().code(),
                reason(ending, counts, selected),
                resumable,
                rows(counts),
                new Money(request.job(), run, store).credits(spent),
                new Summary.Requests(requests.sends(), requests.reads(), requests.rateLimited(), requests.faults()),
                new Summary.Timings(startedAt, endedAt, ending.firstSend(), ending.lastAnswer()),
                pace(ending, figures, endedAt),
                limit == null ? List.of() : List.of(limit),
                figures.attempts(),
                spent.surplusTurns(),
                audit(),
                selected.open() == 0 ? forecast(requests, ending.settled(), counts.open(), spent.credits()) : null,
                null,
                Path.of(run.directory()),
                next(ending, counts, selected));
    }

    /** What a pilot that has ended tells of the other rows; null without one. */
    private @Nullable Forecast forecast(RequestCounts requests, long settled, long left, long spent) {
        if (!(request.rows().among() instanceof RowRange.Among.Pilot)) {
            return null;
        }
        long answered = requests.sends() + requests.reads() - requests.rateLimited();
        double perRow = settled == 0 ? USUAL_REQUESTS : (double) answered / settled;
        List<Taken> seen = new LedgerPilot(store.jdbc(), store.transactions()).taken(run);
        Double letThrough = new LedgerHistory(store.jdbc()).letThrough(run.baseUrl());
        return new Outlook(seen, request.job().limits(), perRow, letThrough).forecast(left, spent);
    }

    private Audit audit() {
        AuditFigures last = LedgerAudits.last(store.jdbc(), run);
        return last == null ? Summary.NOT_AUDITED : AuditReport.figures(last);
    }

    /** What a stopped selection continues with is that selection; a finished one leaves the rest of the rows. */
    private @Nullable String next(Ending ending, RowCounts counts, RowCounts selected) {
        if (counts.open() == 0) {
            return null;
        }
        if (selected.open() == 0) {
            return request.rest();
        }
        Long enough = ending.enough();
        return enough == null ? request.command() : RunRequest.raised(request.command(), enough);
    }

    private String reason(Ending ending, RowCounts counts, RowCounts selected) {
        long others = counts.open() - selected.open();
        if (selected.open() > 0 || others == 0 || selected.total() == 0) {
            return ending.reason();
        }
        long before = doneBefore;
        return ending.reason() + (before == 0 ? "" : ", " + before + " of them before this start") + "; "
                + (others == 1 ? "1 other row is" : others + " other rows are") + " not selected and not done yet";
    }

    private Summary.Pace pace(Ending ending, RunFigures figures, Instant endedAt) {
        PaceReport limits = ending.pace();
        return new Summary.Pace(
                rowsPerMinute(ending, endedAt),
                new Summary.TaskMs(figures.p50(), figures.p95()),
                limits == null ? null : limits.tasks(),
                limits == null ? null : limits.requests());
    }

    private @Nullable Double rowsPerMinute(Ending ending, Instant endedAt) {
        if (ending.settled() == 0) {
            return null;
        }
        long millis = Math.max(1, Duration.between(startedAt, endedAt).toMillis());
        return Math.round(ending.settled() * MILLIS_PER_MINUTE / millis * 10) / 10.0;
    }

    static Summary.Rows rows(RowCounts counts) {
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
