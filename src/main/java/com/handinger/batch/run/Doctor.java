package com.handinger.batch.run;

import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.api.Observed;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.TaskSettings;
import com.handinger.batch.pacing.Turnstile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.task.ServerHabits;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out what no document says of this key and this server: by reads, and when it is told to by one cheap task. */
public final class Doctor {

    private static final int READS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration FINE_SKEW = Duration.ofSeconds(5);

    private final Console console;
    private final Map<String, String> environment;
    private final StopSwitch stop;
    private final List<Checkup.Finding> findings = new ArrayList<>();
    private Turnstile rate = new Turnstile(null);
    private ExitCode exit = ExitCode.DONE;

    /** Prepares one examination. */
    public Doctor(Console console, Map<String, String> environment, StopSwitch stop) {
        this.console = console;
        this.environment = environment;
        this.stop = stop;
    }

    /**
     * Examines by reads alone.
     *
     * @param job whose server and worker are looked at; null for the server of the environment
     * @throws RunException exit 2 or 3 when nothing could be asked
     */
    public Checkup free(JobFile.Api api, @Nullable JobFile job) throws RunException {
        rate = new Turnstile(job == null ? null : job.limits().requestsPerMinute());
        try (Server server = Server.open(api, null, environment)) {
            Past past = job == null ? null : Past.read(job, null, "", new RowMarks());
            reads(server.api(), job, past == null ? null : past.worker(), past != null && past.held());
            return checkup(api, ServerHabits.UNKNOWN, null);
        }
    }

    /**
     * The same, and sends one task of the job's worker at the lowest budget. What it tells is kept with the job's store.
     *
     * @throws RunException exit 7 when a run holds the store; then nothing was sent
     */
    public Checkup spending(JobFile job) throws RunException {
        rate = new Turnstile(job.limits().requestsPerMinute());
        StoreLocation location = StoreLocation.of(job);
        try (OpenStore store = OpenStore.open(location, Duration.ZERO, stop);
                Server server = Server.open(job, location.folder().resolve("store.sandbox"), environment)) {
            Workers workers = new Workers(job, store.jdbc());
            reads(server.api(), job, workers.id(workers.settings()), false);
            ServerNotes notes = new ServerNotes(store, job.api().identity());
            if (exit != ExitCode.DONE) {
                return checkup(job.api(), notes.known(), null);
            }
            String worker = worker(store, server.api(), job);
            console.warn("Sending one task to worker " + worker + " with budget low …");
            TrialTask trial = new TrialTask(server.api(), job, worker, stop, rate);
            TrialTask.Result result = trial.run(notes.known());
            findings.addAll(result.findings());
            exit = result.exit();
            notes.keep(result.habits());
            return checkup(job.api(), result.habits(), result.credits());
        }
    }

    private String worker(OpenStore store, HandingerApi api, JobFile job) throws RunException {
        Workers workers = new Workers(job, store.jdbc());
        TaskSettings settings = workers.settings();
        String known = workers.id(settings);
        if (known != null) {
            return known;
        }
        // The settings are kept with the worker, so that its first run knows them.
        new LedgerRuns(store.jdbc()).settingsNo(settings);
        WorkerDesk desk = new WorkerDesk(
                new WorkerDesk.Wish(job, settings, new WorkerOrder.None(), "handinger-batch run " + job.file(), rate),
                store.jdbc(),
                console,
                stop);
        desk.ready();
        return desk.make(api);
    }

    private Checkup checkup(JobFile.Api api, ServerHabits habits, @Nullable Long credits) {
        return new Checkup(
                api.identity(),
                List.copyOf(findings),
                habits.keepsIds(),
                habits.slowest().isZero() ? null : Long.valueOf(habits.slowest().toMillis()),
                habits.whileRunning(),
                credits,
                exit);
    }

    private void add(String topic, boolean fine, String text, ExitCode otherwise) {
        findings.add(new Checkup.Finding(topic, fine, text));
        if (!fine && exit == ExitCode.DONE) {
            exit = otherwise;
        }
    }

    private void reads(HandingerApi api, @Nullable JobFile job, @Nullable String worker, boolean held) {
        String nobody = unusedId();
        List<Observed> seen = new ArrayList<>();
        for (int i = 0; i < READS; i++) {
            rate.pass();
            seen.add(api.observeTask(nobody, PATIENCE).join());
        }
        Observed last = seen.get(READS - 1);
        if (last.status() == 0) {
            add("server", false, "cannot be reached: " + last.said(), ExitCode.STOPPED);
            return;
        }
        key(last);
        if (exit == ExitCode.DONE && worker != null) {
            rate.pass();
            worker(api.observeWorker(worker, PATIENCE).join(), worker);
        } else if (job != null && worker == null) {
            String unknown = held
                    ? "not known while another process holds the ledger"
                    : "none is known yet; the first start makes one from worker.template";
            add("worker", true, unknown, exit);
        }
        limits(seen);
        seen.stream()
                .map(Observed::took)
                .min(Duration::compareTo)
                .ifPresent(took ->
                        add("latency", true, "a read takes " + took.toMillis() + " ms (best of " + READS + ")", exit));
        clock(last);
    }

    static String unusedId() {
        StringBuilder id = new StringBuilder("tsk_");
        SecureRandom random = new SecureRandom();
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        for (int i = 0; i < 14; i++) {
            id.append(letters.charAt(random.nextInt(letters.length())));
        }
        return id.toString();
    }

    private void key(Observed seen) {
        int status = seen.status();
        String answer = status + " (" + seen.said() + ")";
        if (status == 401 || status == 403 || status == 407) {
            add("key", false, "refused with " + answer + "; check HANDINGER_API_KEY", ExitCode.CREDENTIALS);
            return;
        }
        boolean absent = status == 404 && seen.apiError();
        if (absent) {
            add("key", true, "accepted for reads", exit);
            add("unknown-task", true, "a task that does not exist is answered with the API's own 404", exit);
        } else if (status == 429) {
            add("unknown-task", false, "cannot be asked now: " + answer + "; try again later", ExitCode.STOPPED);
        } else {
            add(
                    "unknown-task",
                    false,
                    "a task that does not exist is answered with " + answer
                            + " and not with the API's own 404, so look-ups prove nothing; check api.baseUrl",
                    status >= 500 ? ExitCode.STOPPED : ExitCode.FATAL);
        }
    }

    private void worker(Observed seen, String id) {
        boolean fine = seen.status() / 100 == 2;
        String said = seen.status() + " (" + seen.said() + ")";
        add(
                "worker",
                fine,
                fine
                        ? id + " is readable"
                        : id + " is answered with " + said + "; check worker.id, and that the key's user may run it",
                seen.status() == 0 || seen.status() >= 500 ? ExitCode.STOPPED : ExitCode.CREDENTIALS);
    }

    private void limits(List<Observed> seen) {
        List<String> headers = seen.get(seen.size() - 1).limits();
        boolean refused = seen.stream().anyMatch(read -> read.status() == 429);
        String text = refused ? "reads are limited: a 429 was seen" : "no limit of reads was met";
        add("limits", true, text + (headers.isEmpty() ? ", and no header tells one" : "; " + headers), exit);
    }

    private void clock(Observed seen) {
        Instant date = seen.date();
        if (date != null) {
            Duration skew = Duration.between(date, Instant.now());
            boolean fine = skew.abs().compareTo(FINE_SKEW) <= 0;
            String text = fine
                    ? "the server's agrees with this machine's"
                    : "this machine's is " + skew.abs().toSeconds() + " s "
                            + (skew.isNegative() ? "behind" : "ahead of") + " the server's";
            // Only dates in Retry-After depend on it, and those are measured by the server's own.
            add("clock", true, text, exit);
        }
    }
}
