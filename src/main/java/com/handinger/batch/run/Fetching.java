package com.handinger.batch.run;

import com.handinger.batch.api.FileApi;
import com.handinger.batch.api.FileReply;
import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.api.Reply;
import com.handinger.batch.api.WorkerAnswer;
import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.LedgerDownloads;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.output.PublishedFile;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.Downloads;
import com.handinger.batch.report.Downloads.Missing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the files that tasks published, a few at a time, in the pace of all requests. What is here is not fetched again;
 * what does not come is named, and nothing else depends on it. For one thread.
 */
final class Fetching {

    private static final int AT_ONCE = 8;

    /** So many in a row that nobody answers for: the others would not come either. */
    private static final int AWAY = 10;

    private static final Duration READ = Duration.ofSeconds(60);
    private static final Duration USUAL_PAUSE = Duration.ofSeconds(5);
    private static final long TICK = Duration.ofMillis(100).toNanos();
    private static final long LEAVING = Duration.ofSeconds(1).toNanos();
    private static final long TELL = Duration.ofSeconds(10).toNanos();

    private final OpenStore store;
    private final RunRecord run;
    private final Gateway gateway;
    private final Console console;
    private final StopSwitch stop;
    private final LedgerDownloads ledger;
    private final WantedFiles files;
    private final JobFile job;
    private final JobFile.Output.Downloads bounds;
    private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::at));
    private final List<Missing> named = new ArrayList<>();
    private long missing;
    private long fetched;
    private long bytes;
    private int away;
    private int active;
    private long told = System.nanoTime();
    private @Nullable String givenUp;

    /** A request that goes when its time has come; the clock wraps too late to matter. */
    private record Due(long at, Download download, Download.Next next) {}

    Fetching(JobFile job, JobFile.Output.Downloads bounds, RunRecord run, OpenStore store, Outside outside) {
        this.job = job;
        this.bounds = bounds;
        this.run = run;
        this.store = store;
        gateway = outside.gateway;
        console = outside.console;
        stop = outside.stop;
        ledger = new LedgerDownloads(store.jdbc());
        files = new WantedFiles(ledger, run, bounds, this::refuse);
    }

    /** What it works with besides the ledger. */
    record Outside(Gateway gateway, Console console, StopSwitch stop) {}

    /**
     * Fetches.
     *
     * @return whether it came to its end: nobody asked to stop before
     */
    boolean fetch() throws IOException, InterruptedException {
        boolean more = true;
        while (!stop.stopped() && givenUp == null) {
            while (more && active < AT_ONCE) {
                Wanted next = files.next();
                more = next != null;
                if (next != null) {
                    begin(next);
                }
            }
            if (!more && active == 0) {
                break;
            }
            go();
            Runnable message = mailbox.poll(TICK, TimeUnit.NANOSECONDS);
            while (message != null) {
                message.run();
                message = mailbox.poll();
            }
            tell();
        }
        leave();
        return !stop.stopped();
    }

    private void begin(Wanted wanted) {
        try {
            HandingerApi api = gateway.server().api();
            URI address = api.files().address(wanted.file().url());
            if (address == null) {
                refuse(wanted, "its address is none of the web");
                return;
            }
            Files.createDirectories(wanted.target().resolveSibling(""));
            Download download = new Download(wanted, address);
            active++;
            follow(download, download.first());
        } catch (RunException | IOException e) {
            refuse(wanted, String.valueOf(e.getMessage()));
        }
    }

    private void go() {
        long now = System.nanoTime();
        Pacer pacer = gateway.pacer(new ServerNotes(store, run.baseUrl()).pace());
        Due first = due.peek();
        while (first != null && first.at - now <= 0 && pacer.permits(now)) {
            due.remove();
            pacer.gone(now);
            ask(first.download, first.next, now);
            first = due.peek();
        }
    }

    private void ask(Download download, Download.Next next, long asked) {
        Wanted wanted = download.wanted();
        HandingerApi api = opened();
        CompletableFuture<Runnable> reply;
        if (next instanceof Download.Next.Ask get) {
            FileApi from = api.files();
            reply = from.fetch(get.address(), wanted.draft(), wanted.file().size(), bounds.maxBytes())
                    .thenApply(told -> () -> replied(download, told, asked));
        } else {
            reply = api.readWorker(worker(wanted), wanted.row().taskId(), READ)
                    .thenApply(told -> () -> follow(download, renewed(download, told)));
        }
        CompletableFuture<Runnable> unused = reply.whenComplete((told, bug) -> mailbox.add(
                bug == null
                        ? told
                        : () -> follow(download, new Download.Next.Missing(String.valueOf(bug.getMessage()), true))));
    }

    private HandingerApi opened() {
        try {
            return gateway.server().api();
        } catch (RunException e) {
            throw new IllegalStateException("the server was open before", e);
        }
    }

    private String worker(Wanted wanted) {
        String id = new Workers(job, store.jdbc())
                .id(new LedgerRuns(store.jdbc()).settings(wanted.row().settingsNo()));
        return id == null ? "" : id;
    }

    private Download.Next renewed(Download download, Reply<WorkerAnswer> told) {
        if (!(told instanceof Reply.Ok<WorkerAnswer> ok)) {
            return download.renewed(null, told instanceof Reply.Absent || told instanceof Reply.Refused);
        }
        List<PublishedFile> now = PublishedFile.of(ok.body().files());
        int ordinal = download.wanted().ordinal();
        boolean same = download.wanted().row().latest()
                && ordinal < now.size()
                && String.valueOf(now.get(ordinal).filename())
                        .equals(String.valueOf(download.wanted().file().filename()));
        return download.renewed(same ? opened().files().address(now.get(ordinal).url()) : null, true);
    }

    private void replied(Download download, FileReply told, long asked) {
        if (told instanceof FileReply.Later later) {
            long now = System.nanoTime();
            Pacer pacer = gateway.pacer(new ServerNotes(store, run.baseUrl()).pace());
            pacer.refused(asked, now, later.after());
            givenUp = pacer.tooLong(later.after());
        }
        follow(download, download.replied(told));
    }

    private void follow(Download download, Download.Next next) {
        long now = System.nanoTime();
        if (next instanceof Download.Next.Ask ask) {
            due.add(new Due(now + ask.pause().toNanos(), download, next));
        } else if (next instanceof Download.Next.Renew) {
            due.add(new Due(now, download, next));
        } else if (next instanceof Download.Next.Pause pause) {
            Duration after = pause.after() == null ? USUAL_PAUSE : pause.after();
            due.add(new Due(now + after.toNanos(), download, download.first()));
        } else {
            active--;
            end(download.wanted(), next);
        }
    }

    private void end(Wanted wanted, Download.Next next) {
        if (next instanceof Download.Next.Whole whole) {
            away = 0;
            place(wanted, whole.bytes());
        } else if (next instanceof Download.Next.Missing none) {
            away = none.away() ? away + 1 : 0;
            givenUp =
                    givenUp == null && away >= AWAY ? "the last " + away + " did not come: " + none.reason() : givenUp;
            refuse(wanted, none.reason());
            discard(wanted);
        }
    }

    private void place(Wanted wanted, long size) {
        try {
            Files.move(
                    wanted.draft(),
                    wanted.target(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            ledger.note(
                    wanted.row(),
                    new LedgerDownloads.Fetched(
                            wanted.row().attempt(),
                            wanted.ordinal(),
                            wanted.file().url(),
                            wanted.path(),
                            size));
            fetched++;
            bytes += size;
        } catch (IOException e) {
            refuse(wanted, "it cannot be put in its place: " + FileTrouble.of(e));
            discard(wanted);
        }
    }

    private static void discard(Wanted wanted) {
        try {
            Files.deleteIfExists(wanted.draft());
        } catch (IOException e) {
            // The next start overwrites it.
            wanted.draft().toFile().deleteOnExit();
        }
    }

    private void refuse(Wanted wanted, String reason) {
        missing++;
        if (named.size() < Downloads.NAMED) {
            named.add(new Missing(
                    wanted.row().number(),
                    wanted.row().key(),
                    wanted.path(),
                    wanted.file().url(),
                    reason));
        }
    }

    private void tell() {
        if (System.nanoTime() - told >= TELL) {
            told = System.nanoTime();
            console.say(report().text() + " so far");
        }
    }

    /** Cuts what is under way; the next start begins it anew. */
    private void leave() throws InterruptedException {
        if (active > 0) {
            opened().files().close();
        }
        long until = System.nanoTime() + LEAVING;
        while (active > due.size() && until - System.nanoTime() > 0) {
            Runnable message = mailbox.poll(TICK, TimeUnit.NANOSECONDS);
            if (message != null) {
                message.run();
            }
        }
        for (Due left : due) {
            discard(left.download.wanted());
            if (givenUp != null) {
                refuse(left.download.wanted(), givenUp);
            }
        }
    }

    /** Why the files that were not asked for were not; null when all were. */
    @Nullable
    String givenUp() {
        return givenUp;
    }

    Downloads report() {
        return new Downloads(files.present() + fetched, fetched, bytes, missing, named);
    }
}
