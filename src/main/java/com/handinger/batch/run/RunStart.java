package com.handinger.batch.run;

import com.handinger.batch.budget.Purse;
import com.handinger.batch.dispatch.Allowance;
import com.handinger.batch.dispatch.DispatchRules;
import com.handinger.batch.dispatch.Dispatcher;
import com.handinger.batch.dispatch.ScheduleDispatcher;
import com.handinger.batch.dispatch.Sending;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerMoments;
import com.handinger.batch.ledger.LedgerPilot;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RequestCounts;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.metrics.Metrics;
import com.handinger.batch.output.ResultFiles;
import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.pacing.Turnstile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.progress.PaceLog;
import com.handinger.batch.progress.Progress;
import com.handinger.batch.progress.Tally;
import com.handinger.batch.report.Summary;
import com.handinger.batch.task.ServerHabits;
import com.handinger.batch.task.Span;
import com.handinger.batch.task.StopCause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecutionException;

/** One start of a chosen run. */
final class RunStart {

    private final RunRequest request;
    private final JobFile job;
    private final OpenStore store;
    private final StoreLocation location;
    private final RunRecord run;
    private final boolean continued;
    private final boolean settleOnly;
    private final Instant startedAt;
    private final Ledger ledger;
    private final LedgerRuns runs;
    private final Standing standing;
    private final RunFolder folder;
    private final Workers workers;
    private final RunEnd end;

    RunStart(RunRequest request, OpenStore store, StoreLocation location, RunChooser.Chosen chosen, Instant startedAt) {
        this.request = request;
        this.store = store;
        this.location = location;
        this.startedAt = startedAt;
        job = request.job();
        run = chosen.run();
        continued = chosen.continued();
        settleOnly = chosen.settleFirst();
        ledger = new Ledger(store.jdbc(), store.transactions());
        runs = new LedgerRuns(store.jdbc());
        standing = new Standing(request, run, store);
        standing.tell(null);
        folder = new RunFolder(job, run, store, location);
        workers = new Workers(job, store.jdbc());
        end = new RunEnd(request, run, store, folder, standing);
    }

    /** What a start has around it. */
    record Surroundings(
            Console console,
            Map<String, String> environment,
            StopSwitch stop,
            boolean json,
            @Nullable Deliveries deliveries,
            Metrics metrics,
            Turnstile rate) {}

    RunReport run(Surroundings around) throws RunException {
        begin(around.metrics);
        RowCounts before = ledger.counts(run, RowRange.ALL);
        Selection selection = new Selection(request.rows(), before.total());
        selection.check();
        String drawn = draw();
        Summaries summaries = new Summaries(request, run, store, startedAt);
        if (around.json) {
            around.console.data(
                    summaries.launch(continued, location.shown(), before).launchLine());
        }
        around.console.say(greeting(before));
        String remark = selection.remark();
        if (remark != null) {
            around.console.say(remark);
        }
        if (drawn != null) {
            around.console.say(drawn);
        }
        Path directory = Path.of(run.directory());
        ResultFiles files = new ResultFiles(
                directory, job.output(), run.input().columns(), RunRows.of(store.jdbc(), run, end::check));
        Path books = location.folder().resolve("store.sandbox");
        try (Gateway gateway = new Gateway(job, books, around.environment, around.rate.rate())) {
            folder.claim(around.console);
            RunJournal journal = new RunJournal(around.console.journal());
            journal.begin(run, before);
            Ending ending = ending(around, files, before, gateway);
            RunReport report =
                    end.finish(ending, summaries, files, new Fetching.Outside(gateway, around.console, around.stop));
            journal.end(report);
            return report;
        } catch (IOException e) {
            throw new RunException(ExitCode.STOPPED, e.getMessage() + "\nNothing is lost.", e, request.command());
        }
    }

    private void begin(Metrics metrics) {
        if (metrics.wanted()) {
            Instant success = runs.lastSuccess(job.name(), run.baseUrl());
            Summary.Credits credits = new Money(job, run, store).credits(ledger.spent(run));
            Readings.began(metrics, run, success, Readings.before(standing.counts(), credits), startedAt);
        }
    }

    private Chronicle chronicle(int startNo, Server server) {
        return new Chronicle(new LedgerMoments(store.jdbc()), run, startNo, server::requests, Clock.systemUTC());
    }

    private Readings readings(Metrics metrics, Purse purse, Server server) {
        long selected = ledger.counts(run, request.rows()).total();
        return new Readings(metrics, standing, purse, server::requests, selected);
    }

    /** Draws the rows of a pilot, unless a start before has; in words, or null without a pilot. */
    private @Nullable String draw() {
        if (!(request.rows().among() instanceof RowRange.Among.Pilot pilot)) {
            return null;
        }
        LedgerPilot rows = new LedgerPilot(store.jdbc(), store.transactions());
        int drawn = rows.draw(run, request.rows(), pilot.rows());
        return rows.drawn(run) == 0
                ? null
                : "Pilot of " + Counted.of(rows.drawn(run), "row") + " drawn at random"
                        + (drawn == 0 ? ", by an earlier start" : "");
    }

    private Ending ending(Surroundings around, ResultFiles files, RowCounts before, Gateway gateway)
            throws RunException, IOException {
        if (request.rows().reopened() && ledger.counts(run, request.rows()).total() == 0) {
            return Ending.nothingToRetry(judged(), before.open(), request.tolerance());
        }
        if (run.state() == RunRecord.State.FINISHED) {
            return Ending.nothingLeft(judged(), request.tolerance(), runs.lastEnd(run.number()));
        }
        // Only the files are missing when the last start died after its last row.
        return judged().open() == 0 && (before.open() == 0 || request.rows().reopened())
                ? nothingSent()
                : work(around, files, gateway);
    }

    /** How it stands now is what this start has to say, as any other. */
    private Ending nothingSent() {
        int startNo = runs.startBegan(run.number(), startedAt.toString());
        Ending ending = Ending.of(null, null, judged(), request.tolerance());
        ended(startNo, ending, new RequestCounts(0, 0, 0, 0));
        return ending;
    }

    /** The rows that the exit code speaks of: opened again or not, what has ended counts as it does after {@code run}. */
    private RowCounts judged() {
        RowCounts selected = ledger.counts(run, request.rows());
        return request.rows().reopened() ? ledger.counts(run, RowRange.ALL).openOnlyIn(selected) : selected;
    }

    private String greeting(RowCounts counts) {
        String text = "Run " + run.id() + " of " + job.name() + " on " + run.baseUrl() + ": "
                + Counted.of(counts.total(), "row");
        if (continued && run.state() != RunRecord.State.FINISHED) {
            text += ", " + counts.settled() + " done before";
        }
        return text + "\nResults in " + run.directory();
    }

    private Ending work(Surroundings around, ResultFiles files, Gateway gateway) throws RunException, IOException {
        int startNo = runs.startBegan(run.number(), startedAt.toString());
        Server server = gateway.server();
        files.openLive();
        ServerNotes notes = new ServerNotes(store, run.baseUrl());
        warnOfDoubt(notes, around.console);
        Money money = new Money(job, run, store);
        Allowance allowance = money.allowance();
        Purse purse = allowance.purse();
        DispatchRules rules = rules(notes.pace(), around);
        Sending dispatcher = sending(server, allowance, rules, notes.trusted(job, !request.unnamed()));
        Progress progress = progress(around.console);
        PaceLog pace = new PaceLog(around.console, dispatcher.pace());
        Chronicle chronicle = chronicle(startNo, server);
        Readings readings = readings(around.metrics, purse, server);
        RowStep rows = new RowStep(
                dispatcher,
                run,
                store,
                files,
                new RowStep.Watchers(
                        progress, pace, notes, standing, purse, around.console.journal(), chronicle, readings));
        Throwable failure = execute(dispatcher, rows, around);
        handOn(dispatcher, gateway, notes);
        RunException broken = failure == null ? null : StoreFailure.of(failure, location, request.command());
        if (broken != null) {
            throw broken;
        }
        new UnnamedRows(job, store, run).writeOff(around.console);
        chronicle.note(standing.done(), dispatcher.state(), dispatcher.pace());
        RowCounts judged = judged();
        Ending ending = Ending.of(
                failure, stopped(money.byNow(dispatcher.stopped(), purse), notes), judged, request.tolerance());
        ending = money.withEnough(ending, judged.open(), purse);
        RequestCounts requests = server.requests();
        ended(startNo, ending, requests);
        tellFound(rows, requests, around.console);
        return ending.with(requests, dispatcher.firstSend(), dispatcher.lastAnswer(), progress.settledNow())
                .with(dispatcher.pace());
    }

    private void ended(int startNo, Ending ending, RequestCounts requests) {
        runs.startEnded(startNo, Instant.now().toString(), ending.exit().code(), ending.reason(), requests);
        Long enough = ending.enough();
        if (enough != null) {
            runs.needs(run.number(), StartLimits.told(RunRequest.raised(request.elsewhere(), enough)));
        }
    }

    /** What was learned goes on: to the downloads, and to later starts. */
    private static void handOn(Sending dispatcher, Gateway gateway, ServerNotes notes) {
        if (dispatcher instanceof Dispatcher tasks) {
            gateway.handOver(tasks.pacer());
        }
        notes.keep(dispatcher.habits());
        notes.keep(dispatcher.pace(), true);
    }

    private void tellFound(RowStep rows, RequestCounts requests, Console console) {
        if (request.choice() == RunRequest.Choice.LOOK_FIRST) {
            console.say("Looked up before any send: " + rows.found()
                    + " of the selected rows were at the server and are taken over; sent were " + requests.sends()
                    + ".");
        }
    }

    private void tellOfIds(Console console) {
        if (request.unnamed()) {
            console.say(
                    "Tasks get no ids of ours (--no-client-ids): what is under way when this start stops or dies is not"
                            + " found again, and its row fails as unresolved. A stop waits "
                            + Span.text(request.grace())
                            + " for it (--grace).");
        }
    }

    private Sending sending(Server server, Allowance allowance, DispatchRules rules, ServerHabits known) {
        if (job.task().when() != null) {
            ScheduleClaims rows = new ScheduleClaims(request, store, run);
            return new ScheduleDispatcher(server.api().schedules(), rows, rules, allowance.errors(), known);
        }
        RowClaims claims = new RowClaims(request, store, run, allowance.purse());
        return new Dispatcher(server.api(), claims, rules, allowance, known);
    }

    private Progress progress(Console console) {
        RowCounts selected = ledger.counts(run, request.rows());
        long inherited = ledger.counts(run, RowRange.ALL).underWay() - selected.underWay();
        long now = System.nanoTime();
        return new Progress(console, new Tally(job.name(), selected.total() + inherited, selected.byState(), now), now);
    }

    private void warnOfDoubt(ServerNotes notes, Console console) {
        new UnnamedRows(job, store, run).writeOff(console);
        tellOfIds(console);
        String warning = new GraceNote(job, notes.known()).warning(ledger.counts(run, RowRange.ALL));
        if (warning != null) {
            console.warn(warning);
        }
    }

    private @Nullable StopCause stopped(@Nullable StopCause cause, ServerNotes notes) {
        if (cause == null) {
            return null;
        }
        String remark = new GraceNote(job, notes.known()).remark(ledger.counts(run, RowRange.ALL));
        return cause.naming(job.file().toString()).with(remark).with(workers.remark(cause));
    }

    private @Nullable Throwable execute(Sending dispatcher, RowStep rows, Surroundings around) {
        around.stop.connect(dispatcher, FinishTime.drain(request.grace()));
        if (around.deliveries != null && dispatcher instanceof Dispatcher told) {
            around.deliveries.connect(told);
        }
        dispatcher.start();
        try {
            return new RunJob(store, run, job.name()).execute(rows);
        } catch (JobExecutionException e) {
            return e;
        } finally {
            end(dispatcher);
        }
    }

    private static void end(Sending dispatcher) {
        try {
            dispatcher.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private DispatchRules rules(PaceMemory learned, Surroundings around) throws RunException {
        OpenFiles files = OpenFiles.now();
        String remark = OpenFiles.remark(job, files);
        if (remark != null) {
            around.console.warn(remark);
        }
        JobRules.Means means = new JobRules.Means(learned, around.rate.rate(), files);
        DispatchRules rules = JobRules.of(job, means, settleOnly, workers.check());
        return request.unnamed() ? rules.withoutIds() : rules;
    }
}
