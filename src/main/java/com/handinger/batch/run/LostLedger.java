package com.handinger.batch.run;

import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.api.Reply;
import com.handinger.batch.api.ScheduleList;
import com.handinger.batch.api.ScheduleRecord;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.TurnRecord;
import com.handinger.batch.input.RowRange;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerPilot;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.ScheduleLedger;
import com.handinger.batch.output.OutputException;
import com.handinger.batch.output.RunFile;
import com.handinger.batch.pacing.Turnstile;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.ScheduleClaim;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a named run that this store does not know was sent before, from a store that was lost. The ids of a
 * named run hold nothing random, so some of them tell.
 */
final class LostLedger {

    /** Rows that are compared with the list of schedules at once. */
    private static final int PAGE = 1000;

    private static final int FIRST = 3;
    /** Rows that go first in a pilot: of all rows, and of the selected ones. */
    private static final int DRAWN = 2;
    /** Rows spread over the input; the last one is the last row. */
    private static final int SPREAD = 5;

    private static final int TRIES = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final double GROWTH = 2;
    private static final String UNSEEN = "rows were looked up only in part, and nothing was sent";

    private final RunRequest request;
    private final OpenStore store;
    private final StoreLocation location;
    private final Map<String, String> environment;
    private final Turnstile rate;
    private final StopSwitch stop;

    /**
     * How the server is asked.
     *
     * @param rate of all requests of the start
     */
    record Manner(Turnstile rate, StopSwitch stop) {}

    LostLedger(
            RunRequest request,
            OpenStore store,
            StoreLocation location,
            Map<String, String> environment,
            Manner manner) {
        rate = manner.rate;
        stop = manner.stop;
        this.request = request;
        this.store = store;
        this.location = location;
        this.environment = environment;
    }

    /**
     * Looks at the folder of its results, and looks some rows up; nothing is sent.
     *
     * @throws RunException exit 8 when one is at the server, exit 3 when the key may not look, exit 6 when the server
     *     cannot be asked
     */
    void check(RunRecord loaded) throws RunException {
        checkFolder(loaded);
        if (request.job().task().when() != null) {
            checkSchedules(loaded);
            return;
        }
        Found found = first(loaded);
        if (found != null) {
            throw found(loaded, found.claim);
        }
    }

    /**
     * The worker of the first row that is found at the server; null when none is, or it does not tell.
     *
     * @throws RunException exit 3 when the key may not look, exit 6 when the server cannot be asked
     */
    @Nullable
    String worker(RunRecord loaded) throws RunException {
        Found found = first(loaded);
        return found == null || found.task.workerId().isEmpty() ? null : found.task.workerId();
    }

    private record Found(Claim claim, TaskRecord task) {}

    private @Nullable Found first(RunRecord loaded) throws RunException {
        if (request.unnamed()) {
            return null;
        }
        TaskMinter minter = new TaskMinter(request.job(), loaded, store.jdbc());
        try (Server server = Server.open(request.job(), location.folder().resolve("store.sandbox"), environment)) {
            for (Claim claim : telling(loaded, minter)) {
                stop.check(UNSEEN);
                Reply<TaskRecord> reply = look(server.api(), claim);
                if (reply instanceof Reply.Ok<TaskRecord> ok) {
                    if (!claim.appends() || holds(server.api(), loaded, claim, ok.body())) {
                        return new Found(claim, ok.body());
                    }
                    continue;
                }
                if (!(reply instanceof Reply.Absent)) {
                    throw unclear(loaded, "row " + claim.number() + " (task " + claim.taskId() + ")", reply);
                }
            }
        }
        return null;
    }

    /**
     * The first rows of the selection, those that go first in a pilot, and some of all others, for starts that selected
     * those. At most twelve.
     */
    private Collection<Claim> telling(RunRecord loaded, TaskMinter minter) {
        Ledger ledger = new Ledger(store.jdbc(), store.transactions());
        LedgerPilot pilot = new LedgerPilot(store.jdbc(), store.transactions());
        RowRange selected = request.rows().pool();
        List<Claim> rows = new ArrayList<>(ledger.first(loaded, selected, FIRST, minter));
        rows.addAll(ledger.pending(loaded, pilot.first(loaded, selected, DRAWN), minter));
        rows.addAll(ledger.pending(loaded, pilot.first(loaded, RowRange.ALL, DRAWN), minter));
        long last = ledger.counts(loaded, RowRange.ALL).total();
        for (int i = SPREAD; i > 0; i--) {
            rows.addAll(ledger.first(loaded, new RowRange(Math.max(1, last * i / SPREAD), last), 1, minter));
        }
        Map<Long, Claim> claims = new LinkedHashMap<>();
        rows.forEach(claim -> claims.putIfAbsent(claim.rowId(), claim));
        return claims.values();
    }

    /** What the store has lost may have left its results. */
    private void checkFolder(RunRecord loaded) throws RunException {
        Path folder = Path.of(loaded.directory());
        try {
            RunFile left = RunFile.read(folder);
            if (left != null && left.names(loaded.id(), request.job().name(), loaded.baseUrl())) {
                throw lost(loaded, "its folder " + folder + " is there already");
            }
        } catch (OutputException e) {
            return; // Whatever it is: who makes the folder says so.
        }
    }

    /** A task that is there anyway was only sent to when it holds a turn with the row's text. */
    private boolean holds(HandingerApi api, RunRecord loaded, Claim claim, TaskRecord task) throws RunException {
        Reply<List<TurnRecord>> reply = patiently(() -> api.readTurns(claim.taskId(), PATIENCE));
        if (reply instanceof Reply.Ok<List<TurnRecord>> ok) {
            Set<Integer> others = new Ledger(store.jdbc(), store.transactions()).turnsOfOthers(claim);
            List<TurnRecord> turns = ok.body();
            return IntStream.range(0, turns.size())
                    .anyMatch(place -> !others.contains(place)
                            && claim.asks(turns.get(place).input()));
        }
        if (reply instanceof Reply.Absent || reply instanceof Reply.Refused) {
            if (task.turnCount() <= 1) {
                return false; // With its first turn alone it has none that was added.
            }
            throw untold(loaded, claim, task);
        }
        throw unclear(loaded, "the turns of task " + claim.taskId() + " (row " + claim.number() + ")", reply);
    }

    /** Schedules have no ids of ours: what looks like one of a row's is as good as one. */
    private void checkSchedules(RunRecord loaded) throws RunException {
        TaskMinter minter = new TaskMinter(request.job(), loaded, store.jdbc());
        ScheduleLedger rows = new ScheduleLedger(store.jdbc(), store.transactions());
        Map<String, Map<String, List<ScheduleRecord>>> lists = new HashMap<>();
        try (Server server = Server.open(request.job(), location.folder().resolve("store.sandbox"), environment)) {
            List<ScheduleClaim> page = rows.pending(loaded, RowRange.ALL, 0, PAGE, minter::order);
            while (!page.isEmpty()) {
                for (ScheduleClaim claim : page) {
                    checkSchedule(server.api(), loaded, claim, lists);
                }
                page = rows.pending(
                        loaded, RowRange.ALL, page.get(page.size() - 1).number(), PAGE, minter::order);
            }
        }
    }

    /** @param lists what was read so far, by worker and input */
    private void checkSchedule(
            HandingerApi api,
            RunRecord loaded,
            ScheduleClaim claim,
            Map<String, Map<String, List<ScheduleRecord>>> lists)
            throws RunException {
        String worker = claim.order().workerId();
        if (worker.isEmpty()) {
            return; // A worker that is still to be made has none.
        }
        Map<String, List<ScheduleRecord>> byInput = lists.get(worker);
        if (byInput == null) {
            byInput = list(api, loaded, claim).schedules().stream()
                    .collect(Collectors.groupingBy(listed -> listed.input().strip()));
            lists.put(worker, byInput);
        }
        String input = claim.order().order().input().strip();
        for (ScheduleRecord listed : byInput.getOrDefault(input, List.of())) {
            if (claim.order().looksLike(listed)) {
                throw found(loaded, claim, listed.id());
            }
        }
    }

    private ScheduleList list(HandingerApi api, RunRecord loaded, ScheduleClaim claim) throws RunException {
        String worker = claim.order().workerId();
        Reply<ScheduleList> reply = patiently(() -> api.schedules().read(worker, PATIENCE));
        if (reply instanceof Reply.Ok<ScheduleList> ok) {
            return ok.body();
        }
        throw unclear(loaded, "row " + claim.number() + " in the list of worker " + worker, reply);
    }

    private static RunException found(RunRecord loaded, ScheduleClaim claim, String id) {
        return new RunException(
                ExitCode.DECISION,
                "run " + loaded.id() + " is not in this store, and yet worker "
                        + claim.order().workerId()
                        + " has a schedule like the one of row " + claim.number() + ", " + id
                        + ": the ledger was lost, or somebody else made it. Nothing was sent.\nLook at schedule list "
                        + claim.order().workerId()
                        + " and cancel what is too many. To make all of them anew in any case, leave --run-id away.");
    }

    /** An answer that says nothing is asked for again, a few times. */
    private Reply<TaskRecord> look(HandingerApi api, Claim claim) throws RunException {
        return patiently(() -> api.readTask(claim.taskId(), PATIENCE));
    }

    private <T> Reply<T> patiently(Supplier<CompletableFuture<Reply<T>>> request) throws RunException {
        Retry retry = Retry.of(
                "look",
                RetryConfig.<Reply<T>>custom()
                        .maxAttempts(TRIES)
                        .intervalFunction(IntervalFunction.ofExponentialBackoff(BETWEEN_TRIES, GROWTH))
                        .retryOnResult(reply -> !stop.stopped()
                                && (reply instanceof Reply.Unknown
                                        || reply instanceof Reply.NotSent
                                        || reply instanceof Reply.Later))
                        .build());
        @Nullable
        Reply<T> reply = retry.executeSupplier(() -> {
            rate.pass();
            return stop.unlessStopped(request.get());
        });
        if (reply == null) {
            stop.check(UNSEEN);
        }
        return Objects.requireNonNull(reply);
    }

    private RunException found(RunRecord loaded, Claim claim) {
        return lost(loaded, "row " + claim.number() + " of it is at the server already, as task " + claim.taskId());
    }

    private RunException lost(RunRecord loaded, String sign) {
        return new RunException(
                ExitCode.DECISION,
                "run " + loaded.id() + " is not in this store, and yet " + sign
                        + ": its ledger was lost, or is another store. Nothing was sent.\n" + remedy()
                        + "\nTo buy all rows anew, choose another --run-id.");
    }

    private static RunException untold(RunRecord loaded, Claim claim, TaskRecord task) {
        return new RunException(
                ExitCode.DECISION,
                "run " + loaded.id()
                        + " is new in this store; whether its rows have added their turns already cannot be"
                        + " told: task " + claim.taskId() + " of row " + claim.number() + " has " + task.turnCount()
                        + " turns, and the server lists none. Nothing was sent.\nIf no ledger was lost, leave --run-id"
                        + " away: then nothing is suspected.");
    }

    private String remedy() {
        if (request.job().task().when() != null) {
            return "Schedules cannot be taken over: look at schedule list WORKER, and cancel what is too many.";
        }
        return request.unnamed()
                ? "With --no-client-ids nothing can be looked up; the rows that the files in that folder answer"
                        + " were bought."
                : "To look every row up before it is sent, and take over what the server has (a few reads for"
                        + " each row, and no task twice):\n  " + request.command() + " --adopt";
    }

    private static RunException unclear(RunRecord loaded, String what, Reply<?> reply) {
        String text = "run " + loaded.id() + " is new in this store; whether its rows are at the server already cannot"
                + " be found out: the look-up of " + what + " ended with ";
        if (reply instanceof Reply.Denied<?> denied) {
            return new RunException(
                    ExitCode.CREDENTIALS,
                    text + denied.status() + ": " + denied.message() + ". Nothing was sent. Check HANDINGER_API_KEY");
        }
        return new RunException(
                ExitCode.STOPPED,
                text + words(reply) + ". Nothing was sent. Run the same command again when the server answers");
    }

    private static String words(Reply<?> reply) {
        if (reply instanceof Reply.Unknown<?> unknown) {
            return (unknown.status() == null ? "" : unknown.status() + ": ") + unknown.message();
        }
        if (reply instanceof Reply.NotSent<?> unsent) {
            return unsent.reason();
        }
        if (reply instanceof Reply.Later<?> later) {
            return later.status() + ": " + later.message();
        }
        if (reply instanceof Reply.Refused<?> refused) {
            return refused.status() + ": " + refused.message();
        }
        return reply instanceof Reply.Unpaid<?> unpaid ? unpaid.status() + ": " + unpaid.message() : "no answer";
    }
}
