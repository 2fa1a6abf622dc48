package com.handinger.batch.run;

import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerPrunes;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.output.FormerFolder;
import com.handinger.batch.progress.Console;
import com.handinger.batch.progress.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Removes old finished runs of a job, and their files. Asks before it does, and talks to no server. */
public final class PruneService {

    private final Console console;
    private final PruneRequest request;
    private final StopSwitch stop;

    /** Prepares. */
    public PruneService(Console console, PruneRequest request, StopSwitch stop) {
        this.console = console;
        this.request = request;
        this.stop = stop;
    }

    /**
     * Looks, asks, removes.
     *
     * @throws RunException exit 2 without a ledger, exit 7 when another process holds it, exit 8 when it was not agreed
     *     to, exit 6 when it was stopped or a file cannot be looked at or removed; said again it goes on
     */
    public PruneReport execute(PruneRequest.Approval approval) throws RunException {
        StoreLocation location = StoreLocation.where(request.job());
        if (!Files.exists(location.file())) {
            throw new RunException(
                    ExitCode.USAGE, "there is no ledger at " + location.shown() + ", so there is nothing to prune");
        }
        long before = size(location);
        PruneReport report;
        StoreLocation opened = StoreLocation.of(request.job());
        try (OpenStore store = OpenStore.open(
                request.looksOnly() ? opened : opened.compacting(), request.lockPatience(), stop, console::warn)) {
            report = work(store, approval, before);
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.STOPPED,
                    "a file of a run that goes cannot be removed: " + FileTrouble.located(e)
                            + ". Said again, it goes on",
                    e);
        } catch (RuntimeException e) {
            RunException broken = StoreFailure.of(e, location, null, "What was removed stays removed.");
            if (broken == null) {
                throw e;
            }
            throw broken;
        }
        return new PruneReport(report.runs(), report.kept(), before, size(location));
    }

    private static long size(StoreLocation location) {
        try {
            return Files.size(location.file());
        } catch (IOException e) {
            return 0;
        }
    }

    private PruneReport work(OpenStore store, PruneRequest.Approval approval, long before)
            throws RunException, IOException {
        LedgerPrunes prunes = new LedgerPrunes(store.jdbc(), store.transactions());
        List<RunRecord> going = new ArrayList<>();
        List<PruneReport.Stays> kept = new ArrayList<>();
        choose(store, prunes, going, kept);
        FormerFiles files = new FormerFiles(request.job(), store, going);
        List<PruneReport.Former> former = new ArrayList<>();
        for (RunRecord run : going) {
            former.add(former(run, files.of(run), store, prunes));
        }
        PruneReport report = new PruneReport(former, kept, before, before);
        say(report);
        if (!going.isEmpty() && !request.looksOnly()) {
            approval.ask("This removes " + report.sum()
                    + ". What they answered is gone for good: verify, retry and export know these runs no longer.");
            for (RunRecord run : going) {
                remove(run, files, store, prunes);
            }
        }
        return report;
    }

    /** Runs that a prune was cut off in come first: what is left of them is of no use to anybody. */
    private void choose(OpenStore store, LedgerPrunes prunes, List<RunRecord> going, List<PruneReport.Stays> kept) {
        LedgerRuns runs = new LedgerRuns(store.jdbc());
        going.addAll(runs.leaving(request.job().name()));
        Map<String, Integer> finished = new HashMap<>();
        for (RunRecord run : runs.all(request.job().name())) {
            if (run.state() == RunRecord.State.FINISHED
                    && finished.merge(run.baseUrl(), 1, Integer::sum) > request.keepLast()
                    && asked(run)) {
                String reason = prunes.needed(run);
                if (reason == null) {
                    going.add(run);
                } else {
                    kept.add(new PruneReport.Stays(run.id(), reason));
                }
            }
        }
    }

    private boolean asked(RunRecord run) {
        return request.runId() == null || run.id().equals(request.runId());
    }

    private static PruneReport.Former former(
            RunRecord run, FormerFiles.@Nullable Found files, OpenStore store, LedgerPrunes prunes)
            throws RunException {
        Ledger ledger = new Ledger(store.jdbc(), store.transactions());
        FormerFolder folder = files == null ? null : files.folder();
        return new PruneReport.Former(
                run.id(),
                run.baseUrl(),
                run.createdAt(),
                prunes.rows(run),
                ledger.spent(run).credits(),
                folder == null ? 0 : bytes(folder),
                folder == null ? null : folder.directory().toString(),
                files == null ? null : files.remark());
    }

    private static long bytes(FormerFolder folder) throws RunException {
        try {
            return folder.bytes();
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.STOPPED,
                    "the files in " + folder.directory() + " cannot be looked at: " + FileTrouble.located(e)
                            + ". Nothing was removed",
                    e);
        }
    }

    private void say(PruneReport report) {
        JobFile job = request.job();
        String named = request.runId();
        boolean halfGone = report.runs().stream().anyMatch(run -> !run.id().equals(named));
        String which = named == null
                ? ""
                : " (--run-id: only " + named + " may go"
                        + (halfGone ? ", and what is left of runs that a prune was cut off in)" : ")");
        console.say("What stays: the last " + Counted.of(request.keepLast(), "finished run") + " of " + job.name()
                + " on each server, and whatever is not finished" + which + ".");
        report.kept().forEach(run -> console.say("Run " + run.id() + " stays, too: " + run.reason() + "."));
        if (!report.runs().isEmpty()) {
            console.say(request.looksOnly() ? "Would go:" : "Goes:");
            report.runs().forEach(run -> console.say(run.line()));
        }
    }

    private void remove(RunRecord run, FormerFiles files, OpenStore store, LedgerPrunes prunes)
            throws RunException, IOException {
        stop.check("the runs before " + run.id() + " are gone; the same command goes on");
        prunes.begin(run);
        files.remove(run);
        String halfway =
                "run " + run.id() + " is half removed, and cannot be taken up any more; the same command goes on";
        boolean more = true;
        while (more) {
            stop.check(halfway);
            more = prunes.removeRows(run);
        }
        more = true;
        while (more) {
            stop.check(halfway);
            more = prunes.removeAudited(run);
        }
        new RunJob(store, run, request.job().name()).forget();
        prunes.end(run);
    }
}
