package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerPrunes;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.metrics.Metrics;
import com.handinger.batch.metrics.MetricsFault;
import com.handinger.batch.metrics.MetricsPlan;
import com.handinger.batch.pacing.Turnstile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.progress.Counted;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Does one start of a run from beginning to end: opens the store, chooses the run, sends, projects, sums up. */
public final class RunService {

    private final Console console;
    private final Map<String, String> environment;
    private final InputStream stdin;
    private final boolean json;
    private final @Nullable Path metricsFile;
    private final CostConsent consent;
    private final CostQuestion question;

    /**
     * Prepares.
     *
     * @param json whether events go to standard output as JSON lines
     * @param question who is asked for a credit limit when none is told
     * @param metricsFile where figures are kept; null for nowhere
     */
    public RunService(
            Console console,
            Map<String, String> environment,
            InputStream stdin,
            boolean json,
            CostQuestion question,
            @Nullable Path metricsFile) {
        consent = new CostConsent(question);
        this.question = question;
        this.console = console;
        this.environment = environment;
        this.stdin = stdin;
        this.json = json;
        this.metricsFile = metricsFile;
    }

    /**
     * Runs until every selected row has ended, or until something or somebody stops it.
     *
     * @throws RunException when nothing could begin: the ledger is as it was, and nothing was sent
     */
    public RunReport execute(RunRequest request, StopSwitch stop) throws RunException {
        return execute(request, new Reopening.None(), stop);
    }

    /**
     * Opens rows that have ended, and runs until they have ended again.
     *
     * @throws RunException when nothing could begin: the ledger is as it was, and nothing was sent
     */
    public RunReport execute(RunRequest request, Reopening reopening, StopSwitch stop) throws RunException {
        Metrics metrics = metrics(request.job());
        try {
            RunReport report = execute(request, reopening, stop, metrics);
            Readings.ended(metrics, report, stop);
            return report;
        } catch (RunException e) {
            Readings.ended(metrics, e.exit(), stop);
            throw e;
        } catch (RuntimeException e) {
            Readings.ended(metrics, ExitCode.INTERNAL, stop);
            throw e;
        }
    }

    private Metrics metrics(JobFile job) throws RunException {
        if (metricsFile != null) {
            Kept.guard("--metrics-file", job, metricsFile);
            if (!metricsFile.toString().endsWith(".prom")) {
                console.warn(
                        "--metrics-file " + metricsFile + ": the node exporter reads names that end in .prom only");
            }
        }
        try {
            return new Metrics(MetricsPlan.of(metricsFile, environment), job.name(), console::warn);
        } catch (MetricsFault e) {
            throw new RunException(ExitCode.USAGE, e.getMessage() + ". Nothing was sent.", e);
        }
    }

    private RunReport execute(RunRequest request, Reopening reopening, StopSwitch stop, Metrics metrics)
            throws RunException {
        AtomicBoolean begun = new AtomicBoolean();
        try {
            return execute(
                    request,
                    reopening,
                    stop,
                    new Told(
                            metrics, begun, new Turnstile(request.job().limits().requestsPerMinute())));
        } catch (RuntimeException e) {
            StoreLocation location = StoreLocation.where(request.job());
            RunException broken = StoreFailure.of(e, location, begun.get() ? request.command() : null);
            if (broken == null) {
                throw e;
            }
            throw broken;
        }
    }

    /**
     * What a start tells as it goes.
     *
     * @param begun set once the run is there, so that a command can continue it
     * @param rate of all its requests
     */
    private record Told(Metrics metrics, AtomicBoolean begun, Turnstile rate) {}

    private RunReport execute(RunRequest request, Reopening reopening, StopSwitch stop, Told told) throws RunException {
        JobFile job = request.job();
        WorkerDesk.check(request);
        Scheduling.check(request);
        Server.checkKey(job, environment);
        StoreLocation location = StoreLocation.of(job);
        boolean fresh = !Files.exists(location.file());
        if (fresh) {
            reopening.refuseWithoutRun(job);
        }
        try (OpenStore store = OpenStore.open(location, request.lockPatience(), stop, console::warn)) {
            attend(store.owner(), request);
            refusePruned(request, store);
            console.say("Store " + location.shown() + " (" + (fresh ? "new" : found(request, store)) + ")");
            Opened opened = new Opened(request, store, location, stop, told);
            return reopening instanceof Reopening.None ? chosen(opened) : reopened(opened, reopening);
        }
    }

    /** A start that has its store. */
    private record Opened(RunRequest request, OpenStore store, StoreLocation location, StopSwitch stop, Told told) {

        Opened with(RunRequest agreed) {
            return new Opened(agreed, store, location, stop, told);
        }
    }

    private RunReport chosen(Opened opened) throws RunException {
        Instant startedAt = Instant.now();
        RunRequest request = opened.request;
        if (request.choice() == RunRequest.Choice.NEW || last(request, opened.store) == null) {
            Scheduling.checkDate(request.job().task().when(), "every row", startedAt);
            consent.beforeANewRun(request);
        }
        InputLoading input = request.choice() == RunRequest.Choice.RESUME
                ? InputLoading.kept(request.job())
                : InputLoading.of(request.job(), stdin, opened.location.folder(), opened.stop);
        RunChooser chooser = chooser(opened);
        RunChooser.Chosen chosen = choose(opened, chooser, input, startedAt);
        if (chosen.settleFirst()) {
            console.say("Rows that changed may still be at the server: what is there settles as it was loaded first.");
            RunReport settled = new RunStart(request.sendingNothing(), opened.store, opened.location, chosen, startedAt)
                    .run(new RunStart.Surroundings(
                            console, environment, opened.stop, false, null, opened.told.metrics, opened.told.rate));
            if (settled.exit() != ExitCode.DONE) {
                return settled;
            }
            Readings.goesOn(opened.told.metrics, settled);
            chosen = chooser.choose(input, startedAt);
            if (chosen.settleFirst()) {
                throw new RunException(
                        ExitCode.STOPPED,
                        "rows that changed may still be at the server, so the change was not taken over and nothing"
                                + " new was sent; say --accept-changes again later\n  " + request.command()
                                + " --accept-changes");
            }
        }
        RunRequest asked = consent.agreed(request, chosen.run(), opened.store);
        RunRequest agreed = new Scheduling(asked, opened.store).agreed(chosen.run(), question, false);
        note(opened.with(agreed), chosen.run());
        worker(opened.with(agreed), chosen.run(), agreed.command());
        return start(opened.with(agreed), chosen, startedAt);
    }

    /** A resumption that finds nothing to do is no news for the metrics. */
    private RunChooser.Chosen choose(Opened opened, RunChooser chooser, InputLoading input, Instant startedAt)
            throws RunException {
        boolean resumes = opened.request.choice() == RunRequest.Choice.RESUME;
        if (resumes && last(opened.request, opened.store) == null) {
            opened.told.metrics.silence();
        }
        RunChooser.Chosen chosen = chooser.choose(input, startedAt);
        opened.told.begun.set(true);
        if (resumes && chosen.run().state() == RunRecord.State.FINISHED) {
            opened.told.metrics.silence();
        }
        note(opened, chosen.run());
        return chosen;
    }

    /** Who looks at the run from now on sees the limits of this start, however early it ends. */
    private static void note(Opened opened, RunRecord run) {
        if (run.state() != RunRecord.State.FINISHED) {
            new LedgerRuns(opened.store.jdbc())
                    .told(
                            run.number(),
                            StartLimits.of(opened.request.job()).text(),
                            StartLimits.told(opened.request.elsewhere()));
        }
    }

    private RunChooser chooser(Opened opened) {
        return new RunChooser(opened.request, opened.store, console, opened.stop, lost(opened));
    }

    private LostLedger lost(Opened opened) {
        return new LostLedger(
                opened.request,
                opened.store,
                opened.location,
                environment,
                new LostLedger.Manner(opened.told.rate, opened.stop));
    }

    /**
     * Sees to it that the worker of the rows that are left is there.
     *
     * @param command of {@code run}, for what a person may have to say about it
     */
    private void worker(Opened opened, RunRecord run, String command) throws RunException {
        RunRequest request = opened.request;
        OpenStore store = opened.store;
        Ledger ledger = new Ledger(store.jdbc(), store.transactions());
        if (run.state() == RunRecord.State.FINISHED
                || ledger.counts(run, request.rows().pool()).open() == 0) {
            return;
        }
        WorkerDesk desk = new WorkerDesk(
                new WorkerDesk.Wish(
                        request.job(),
                        new LedgerRuns(store.jdbc()).settings(run.settingsNo()),
                        request.worker(),
                        command,
                        opened.told.rate),
                store.jdbc(),
                console,
                opened.stop);
        if (desk.ready()) {
            return;
        }
        boolean mayBeThere =
                request.choice() == RunRequest.Choice.LOOK_FIRST && request.worker() instanceof WorkerOrder.None;
        String found = mayBeThere ? lost(opened).worker(run) : null;
        if (found != null) {
            desk.found(found);
            return;
        }
        try (Server server =
                Server.open(request.job(), opened.location.folder().resolve("store.sandbox"), environment)) {
            desk.make(server.api());
        }
    }

    private RunReport start(Opened opened, RunChooser.Chosen chosen, Instant startedAt) throws RunException {
        RunRecord placed =
                new ResultPlace(opened.request.job(), opened.store, opened.location, console).of(chosen.run());
        try (Deliveries deliveries = deliveries(opened, chosen.run())) {
            RunRequest request = deliveries.gaveWay() ? opened.request.saying(" --yes") : opened.request;
            note(opened.with(request), chosen.run());
            return new RunStart(request, opened.store, opened.location, chosen.with(placed), startedAt)
                    .run(new RunStart.Surroundings(
                            console,
                            environment,
                            opened.stop,
                            json,
                            deliveries,
                            opened.told.metrics,
                            opened.told.rate));
        } catch (RunException | RuntimeException e) {
            console.journal().warn("broken", "reason", String.valueOf(e.getMessage()));
            throw e;
        } finally {
            console.journal().close();
        }
    }

    private Deliveries deliveries(Opened opened, RunRecord run) throws RunException {
        return Deliveries.open(
                new Deliveries.Place(
                        opened.request,
                        opened.store,
                        opened.location,
                        console,
                        environment,
                        question.agreed(),
                        opened.told.rate),
                run);
    }

    private RunReport reopened(Opened opened, Reopening reopening) throws RunException {
        Instant startedAt = Instant.now();
        JobFile job = opened.request.job();
        if (last(opened.request, opened.store) == null) {
            reopening.refuseWithoutRun(job);
        }
        Reopener reopener = new Reopener(job, opened.store, console, opened.request.unnamed());
        RunChooser.Chosen found = chooser(opened).choose(InputLoading.kept(job), startedAt);
        RunRequest agreed = reopening.buys()
                ? new Scheduling(consent.beforeReopening(opened.request, found.run(), opened.store), opened.store)
                        .agreed(found.run(), question, true)
                : opened.request;
        if (reopening.buys()) {
            new Money(agreed.job(), found.run(), opened.store).refuseSpent();
        }
        RunChooser.Chosen chosen = reopener.open(found, reopening);
        opened.told.begun.set(true);
        note(opened.with(agreed), chosen.run());
        worker(opened.with(agreed), chosen.run(), agreed.rest());
        RunReport report = start(opened.with(agreed), chosen, startedAt);
        String verdict = reopener.verdict(chosen.run(), reopening);
        if (verdict != null) {
            console.warn(verdict);
        }
        return report;
    }

    private static void attend(Owner owner, RunRequest request) {
        JobFile job = request.job();
        owner.does(OwnerStatus.Work.choosing(job.name(), request.elsewhere(), Money.limit(job)));
        Duration limit = job.limits().time();
        if (limit != null) {
            owner.endAfter(limit);
        }
    }

    /** Its tasks are at the server, and the ledger can no longer tell which. */
    private static void refusePruned(RunRequest request, OpenStore store) throws RunException {
        String named = request.runId();
        if (named != null && LedgerPrunes.pruned(store.jdbc(), request.job().name(), named)) {
            throw new RunException(
                    ExitCode.DECISION,
                    "run " + named + " was pruned: what it bought is no longer known, and would be bought again."
                            + " Nothing was sent; choose another --run-id to do so");
        }
    }

    /** What is in a store that was there before. */
    private static String found(RunRequest request, OpenStore store) {
        RunRecord last = last(request, store);
        if (last == null) {
            String named = request.runId();
            return "no run " + (named == null ? "of " + request.job().name() + " on this server" : named) + " so far";
        }
        RowCounts counts = new Ledger(store.jdbc(), store.transactions()).counts(last, RowRange.ALL);
        return "found run " + last.id() + ", "
                + (last.state() == RunRecord.State.OPEN
                        ? counts.settled() + " of " + Counted.of(counts.total(), "row") + " done"
                        : last.state().name().toLowerCase(Locale.ROOT));
    }

    private static @Nullable RunRecord last(RunRequest request, OpenStore store) {
        LedgerRuns runs = new LedgerRuns(store.jdbc());
        JobFile job = request.job();
        String named = request.runId();
        return named == null ? runs.latest(job.name(), job.api().sandbox()) : runs.find(job.name(), named);
    }
}
