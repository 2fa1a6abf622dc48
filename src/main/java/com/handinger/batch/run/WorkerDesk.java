package com.handinger.batch.run;

import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.api.Observed;
import com.handinger.batch.api.Reply;
import com.handinger.batch.halt.HaltPoint;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.MadeWorker;
import com.handinger.batch.ledger.MadeWorkers;
import com.handinger.batch.ledger.TaskSettings;
import com.handinger.batch.pacing.Turnstile;
import com.handinger.batch.progress.Console;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Makes the worker of a job from its template, once. No call finds a worker again and none may be made twice unnoticed:
 * that it will be asked for is on disk before the request leaves, and while its answer is unknown a person decides.
 */
final class WorkerDesk {

    private static final int TRIES = 4;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double GROWTH = 2;
    private static final int TAG_BYTES = 3;

    private final Wish wish;
    private final MadeWorkers made;
    private final Console console;
    private final StopSwitch stop;
    private final Turnstile rate;

    /**
     * What is wanted.
     *
     * @param settings of the tasks that the worker is for
     * @param command what begins or continues
     * @param rate of all requests of the start
     */
    record Wish(JobFile job, TaskSettings settings, WorkerOrder order, String command, Turnstile rate) {}

    WorkerDesk(Wish wish, JdbcTemplate jdbc, Console console, StopSwitch stop) {
        this.wish = wish;
        made = new MadeWorkers(jdbc);
        this.console = console;
        this.stop = stop;
        rate = wish.rate;
    }

    /**
     * Refuses what is said about the worker of a job that has no template.
     *
     * @throws RunException exit 2
     */
    static void check(RunRequest request) throws RunException {
        JobFile.Worker worker = request.job().worker();
        if (worker.template() == null && !(request.worker() instanceof WorkerOrder.None)) {
            throw new RunException(
                    ExitCode.USAGE,
                    "--new-worker and --adopt-worker are for jobs with worker.template; the worker of this one is "
                            + worker.id() + ". Nothing was sent.");
        }
    }

    /**
     * Whether the worker is there, so that the server need not be asked.
     *
     * @throws RunException exit 2 when a person wants another one in a place where it cannot be, exit 8 while it is
     *     unknown whether it was made
     */
    boolean ready() throws RunException {
        boolean ordered = !(wish.order instanceof WorkerOrder.None);
        if (wish.settings.template() == null) {
            return true;
        }
        MadeWorker before = made.find(wish.settings.worker());
        String id = before == null ? null : before.id();
        if (id != null
                && ordered
                && !(wish.order instanceof WorkerOrder.Adopt adopt && adopt.id().equals(id))) {
            throw new RunException(
                    ExitCode.USAGE,
                    "the rows of this run are for worker " + id + ", which is there already. Nothing was made or sent."
                            + " To have the rows that are left done by another one, read the input again, without"
                            + " --resume, and say --accept-changes");
        }
        if (before != null && id == null && !ordered) {
            throw undecided(before, "an earlier start does not know");
        }
        return id != null;
    }

    /** A task that is at the server tells which worker was made. */
    void found(String id) {
        made.note(entry("found by one of its tasks", id));
        console.say("Worker " + id + " was made from worker.template before, as one of its tasks tells.");
    }

    /**
     * Asks for the worker, or takes over the one that a person names; its id is on disk when this returns.
     *
     * @throws RunException exit 8 when it became unknown whether it was made; with another code it was not
     */
    String make(HandingerApi api) throws RunException {
        if (wish.order instanceof WorkerOrder.Adopt adopt) {
            return adopt(api, adopt.id());
        }
        MadeWorker before = made.find(wish.settings.worker());
        byte[] random = new byte[TAG_BYTES];
        new SecureRandom().nextBytes(random);
        WorkerTemplate template = WorkerTemplate.parse(Objects.requireNonNull(wish.settings.template()));
        String tag = "handinger-batch " + wish.job.name() + " " + HexFormat.of().formatHex(random);
        MadeWorker intent = entry(template.titled(tag), null);
        made.note(intent);
        HaltPoint.WORKER_INTENT.reached();
        Reply<String> reply;
        try {
            reply = ask(api, template, intent);
        } catch (RunException stopped) {
            withdraw(intent, before);
            throw stopped;
        }
        HaltPoint.WORKER_ANSWERED.reached();
        if (reply instanceof Reply.Ok<String> ok) {
            made.note(entry(intent.title(), ok.body()));
            console.say("Made worker " + ok.body() + " from worker.template: " + intent.title());
            return ok.body();
        }
        if (reply instanceof Reply.Unknown<?> unknown) {
            throw undecided(
                    intent,
                    "the answer was "
                            + (unknown.status() == null ? "" : unknown.status() + ": ")
                            + unknown.message() + ", which does not tell");
        }
        withdraw(intent, before);
        throw refused(reply);
    }

    private MadeWorker entry(String title, @Nullable String id) {
        String[] parts = wish.settings.worker().split(" #?", -1);
        int ordinal = parts.length > 2 ? Integer.parseInt(parts[2]) : 1;
        return new MadeWorker(parts[1], ordinal, title, id, Instant.now().toString());
    }

    /** What was unknown before stays unknown. */
    private void withdraw(MadeWorker intent, @Nullable MadeWorker before) {
        if (before == null) {
            made.forget(intent);
        } else {
            made.note(before);
        }
    }

    /** Only what was certainly not taken is asked for again, a few times. */
    private Reply<String> ask(HandingerApi api, WorkerTemplate template, MadeWorker intent) throws RunException {
        IntervalFunction pause = IntervalFunction.ofExponentialBackoff(BETWEEN_TRIES, GROWTH);
        Retry retry = Retry.of(
                "worker",
                RetryConfig.<Reply<String>>custom()
                        .maxAttempts(TRIES)
                        .intervalBiFunction((attempt, reply) ->
                                Math.max(pause.apply(attempt), reply.isRight() ? wait(reply.get()) : 0))
                        .retryOnResult(reply -> reply instanceof Reply.NotSent
                                || (reply instanceof Reply.Later && wait(reply) <= LONGEST_WAIT.toMillis()))
                        .retryOnException(never -> false)
                        .build());
        try {
            return retry.executeCallable(() -> {
                stop.check("no worker was made, and nothing was sent");
                rate.pass();
                return api.createWorker(
                                template.request(intent.title()), wish.job.api().timeout())
                        .join();
            });
        } catch (RunException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long wait(Reply<?> reply) {
        Duration told = reply instanceof Reply.Later<?> later ? later.after() : null;
        return told == null ? 0 : told.toMillis();
    }

    private String adopt(HandingerApi api, String id) throws RunException {
        rate.pass();
        Observed seen = api.observeWorker(id, PATIENCE).join();
        if (seen.status() / 100 != 2) {
            boolean away = seen.status() == 0 || seen.status() == 429 || seen.status() >= 500;
            throw new RunException(
                    away ? ExitCode.STOPPED : ExitCode.CREDENTIALS,
                    "--adopt-worker: worker " + id + " is answered with " + seen.status() + " (" + seen.said()
                            + "). Nothing was sent. "
                            + (away ? "Try again later" : "Check the id, and that the key's user may run this worker"));
        }
        MadeWorker before = made.find(wish.settings.worker());
        made.note(entry(before == null ? "named by --adopt-worker" : before.title(), id));
        console.say("Worker " + id + " is used as the one that was made from worker.template.");
        return id;
    }

    private RunException undecided(MadeWorker asked, String why) {
        return new RunException(
                ExitCode.DECISION,
                "Whether a worker was made from worker.template is unknown: it was asked for at " + asked.askedAt()
                        + ", and " + why + ". No call of the API can find out. Nothing else was sent.\n"
                        + "Look in the dashboard for a worker with this title:\n  " + asked.title()
                        + "\nWhen it is there, say its id:\n  " + wish.command + " --adopt-worker ID"
                        + "\nWhen it is not there, or should not be used:\n  " + wish.command + " --new-worker");
    }

    private static RunException refused(Reply<String> reply) {
        String none = "No worker was made from worker.template: ";
        if (reply instanceof Reply.Refused<?> refused) {
            return new RunException(
                    ExitCode.USAGE,
                    none + "the server answered " + refused.status() + ": " + refused.message()
                            + ". Nothing was sent. Correct worker.template");
        }
        if (reply instanceof Reply.Denied<?> denied) {
            boolean nowhere = denied.status() == 404;
            return new RunException(
                    nowhere ? ExitCode.FATAL : ExitCode.CREDENTIALS,
                    none + "the server answered " + denied.status() + ": " + denied.message() + ". Nothing was sent. "
                            + (nowhere
                                    ? "Check api.baseUrl"
                                    : "Check HANDINGER_API_KEY, and that its user may make workers"));
        }
        if (reply instanceof Reply.Unpaid<?> unpaid) {
            return new RunException(
                    ExitCode.CREDITS,
                    none + "the server answered " + unpaid.status() + ": " + unpaid.message()
                            + ". Nothing was sent. Top up the balance");
        }
        String why = reply instanceof Reply.NotSent<?> unsent
                ? unsent.reason()
                : reply instanceof Reply.Later<?> later ? later.status() + ": " + later.message() : "no answer";
        return new RunException(
                ExitCode.STOPPED,
                none + why + ". Nothing was sent. Run the same command again when the server answers");
    }
}
