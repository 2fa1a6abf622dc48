package com.handinger.batch.dispatch;

import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.budget.Purse;
import com.handinger.batch.halt.HaltPoint;
import com.handinger.batch.pacing.PaceReport;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.pacing.SendGate;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.ServerHabits;
import com.handinger.batch.task.Step;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link Window} against the server. One thread owns the window and takes everything that happens from one
 * mailbox; a second one claims ahead, because a claim waits for the disk; replies arrive on the client's threads and
 * only post. None of them is ever interrupted: an interrupt inside the database would close its file.
 *
 * <p>Any one thread may take changes; any thread may ask to drain.
 */
public final class Dispatcher implements Sending {

    private static final Duration READ_DEADLINE = Duration.ofSeconds(60);
    private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();

    /** Changes that wait to be committed while sending goes on; a slow disk would else fill the memory. */
    static final int MOST_WAITING = 2000;

    private final HandingerApi api;
    private final ClaimSource source;
    private final DispatchRules rules;
    private final Canary canary;
    private final Purse purse;
    private final Pacer pacer;
    private final Window window;
    private final Bulletin bulletin;
    private final BlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();
    private final Changes changes = new Changes();
    private final BlockingQueue<Integer> wanted = new LinkedBlockingQueue<>();
    private final Thread loop = new Thread(this::loop, "dispatcher");
    private final Thread claims = new Thread(this::claimAhead, "claims");

    private boolean recovered;
    private boolean claiming;
    private boolean exhausted;
    /** Rows became claimable while a claim was under way that may have read the ledger before. */
    private boolean claimableAgain;

    /** Rows that can be claimed once more as soon as the ledger has noted it. */
    private long returning;

    private @Nullable Long drainUntil;
    private boolean closed;

    private volatile boolean behind;
    private volatile @Nullable Instant firstSend;
    private volatile @Nullable Instant lastAnswer;
    private volatile ServerHabits habits;
    private volatile PaceReport pace;
    private volatile @Nullable Throwable broken;
    private volatile @Nullable StopCause stopped;
    private volatile DispatchState state;

    /**
     * Prepares; nothing is claimed or sent before {@link #start}.
     *
     * @param known of the server; while it is not known that it keeps our ids, the first row goes alone
     */
    public Dispatcher(
            HandingerApi api, ClaimSource source, DispatchRules rules, Allowance allowance, ServerHabits known) {
        this.api = api;
        this.source = source;
        this.rules = rules;
        habits = known;
        canary = new Canary(known, rules.follow(), rules.unnamed());
        purse = allowance.purse();
        pacer = rules.pacer();
        pace = pacer.report();
        SendGate gate = new SendGate();
        window = new Window(pacer, gate, canary, new Funds(purse), new ErrorWatch(allowance.errors()), this::changed);
        bulletin = new Bulletin(window, new Waits(gate, canary, window.proof(), rules), System.nanoTime());
        state = bulletin.first();
        loop.setDaemon(true);
        claims.setDaemon(true);
    }

    private void changed(Change change) {
        returning += change instanceof Change.Anew ? 1 : 0;
        if (change instanceof Change.Settled) {
            lastAnswer = Instant.now();
        }
        changes.add(change);
    }

    /** So many rows can be claimed again: the ledger has noted their {@link Change.Anew}. */
    public void claimable(long rows) {
        mailbox.add(new Message.Claimable(rows));
    }

    /** Somebody says that this task has ended; a forged or repeated word costs a read. */
    public void told(String taskId) {
        mailbox.add(new Message.Told(taskId));
    }

    @Override
    public void committed(List<Change> noted) {
        long anew = noted.stream().filter(Change.Anew.class::isInstance).count();
        if (anew > 0) {
            claimable(anew);
        }
        Message.Marked marked = Message.Marked.of(noted);
        if (!marked.rowIds().isEmpty()) {
            mailbox.add(marked);
        }
    }

    @Override
    public void start() {
        loop.start();
        claims.start();
    }

    @Override
    public @Nullable List<Change> take(Duration patience) throws InterruptedException {
        List<Change> batch = changes.take(patience);
        Throwable cause = broken;
        if (cause != null && (batch == null || batch.isEmpty())) {
            throw new IllegalStateException("the dispatcher broke: " + cause.getMessage(), cause);
        }
        if (behind && changes.size() < MOST_WAITING) {
            mailbox.add(new Message.CaughtUp());
        }
        return batch;
    }

    @Override
    public void drain(StopCause cause, Duration grace) {
        mailbox.add(new Message.Drain(cause, grace));
    }

    @Override
    public @Nullable StopCause stopped() {
        return stopped;
    }

    @Override
    public @Nullable Instant firstSend() {
        return firstSend;
    }

    @Override
    public @Nullable Instant lastAnswer() {
        return lastAnswer;
    }

    @Override
    public ServerHabits habits() {
        return habits;
    }

    @Override
    public PaceReport pace() {
        return pace;
    }

    /** The pace of all requests, for who asks the server after {@link #end}. */
    public Pacer pacer() {
        return pacer;
    }

    @Override
    public DispatchState state() {
        return state;
    }

    @Override
    public void end() throws InterruptedException {
        mailbox.add(new Message.End());
        wanted.add(0);
        if (loop.isAlive()) {
            loop.join();
        }
        if (claims.isAlive()) {
            claims.join();
        }
    }

    private void claimAhead() {
        try {
            mailbox.add(new Message.Recovered(source.unfinished(), source.known()));
            int limit = wanted.take();
            while (limit > 0) {
                List<Claim> page = source.claim(limit);
                mailbox.add(new Message.Claimed(page, page.size() < limit));
                limit = wanted.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            mailbox.add(new Message.Broken(e));
        }
    }

    private void loop() {
        try {
            while (!closed && !finished()) {
                Message message = mailbox.poll(patience(), TimeUnit.NANOSECONDS);
                while (message != null) {
                    take(message);
                    message = mailbox.poll();
                }
                advance();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            broken = e;
        } finally {
            stopped = window.stop();
            habits = canary.habits();
            tell(System.nanoTime());
            pace = pacer.report();
            changes.end();
        }
    }

    private boolean finished() {
        Long until = drainUntil;
        if (until != null) {
            return !claiming && (window.idle() || until - System.nanoTime() <= 0);
        }
        if (window.waitsForTasks()) {
            return !claiming && window.idle();
        }
        return !moreRows() && window.idle();
    }

    private boolean moreRows() {
        return !recovered || !exhausted || claiming || returning > 0;
    }

    private long patience() {
        long now = System.nanoTime();
        Long wake = behind ? null : window.wakeAt(now);
        long patience = wake == null ? IDLE_NANOS : Math.min(IDLE_NANOS, Math.max(0, wake - now));
        Long until = drainUntil;
        return until == null ? patience : Math.min(patience, Math.max(0, until - now));
    }

    private void take(Message message) {
        long now = System.nanoTime();
        if (message instanceof Message.Answered answered) {
            HaltPoint.ANSWERED.reached();
            Replied replied = answered.replied();
            window.replied(replied.call(), replied.reply(), replied.onReply(), now);
        } else if (message instanceof Message.Claimed claimed) {
            claiming = false;
            exhausted = claimed.last() && !claimableAgain;
            claimableAgain = false;
            claimed.claims().forEach(claim -> window.claimed(new RowLife(claim, rules.follow())));
        } else if (message instanceof Message.Recovered found) {
            recovered = true;
            window.proof()
                    .witnesses(
                            found.known().stream()
                                    .map(claim -> new RowLife(claim, rules.follow()))
                                    .toList(),
                            rules.follow());
            found.claims().forEach(claim -> window.recovered(new RowLife(claim, rules.follow()), now));
        } else if (message instanceof Message.Claimable again) {
            returning -= again.rows();
            exhausted = false;
            claimableAgain = claiming;
        } else if (message instanceof Message.News news) {
            news.tell(window, now);
        } else if (message instanceof Message.Drain drain) {
            window.drain(drain.cause());
            drainUntil = now + drain.grace().toNanos();
        } else if (message instanceof Message.Broken fault) {
            broken = fault.cause();
            closed = true;
        } else if (message instanceof Message.End) {
            closed = true;
        }
    }

    private void advance() {
        long now = System.nanoTime();
        stopWhenDue(now);
        Window.Call call = next(now);
        while (call != null) {
            send(call);
            call = next(System.nanoTime());
        }
        claimMore();
        habits = canary.habits();
        pace = pacer.report();
        if (bulletin.due(now)) {
            tell(now);
        }
    }

    private void stopWhenDue(long now) {
        StopCause away = rules.givenUp(window.outage(now));
        if (away != null) {
            window.drain(away);
        }
        window.goOn(moreRows());
        if (window.stop() != null && !window.waitsForTasks() && drainUntil == null) {
            drainUntil = now + DispatchRules.HALT_GRACE.toNanos();
        }
    }

    private void claimMore() {
        int page = page();
        if (page > 0) {
            claiming = true;
            wanted.add(page);
        }
    }

    private void tell(long now) {
        state = bulletin.at(now, drainUntil, behind ? changes.size() : 0, exhausted);
    }

    /** How many rows to claim now: what can be paid, but one in any case, since its price says whether the run can go on. */
    private int page() {
        // What earlier starts left may fill more than the slots: rows that cannot begin must not become doubtful, too.
        int ahead = window.active() > pacer.slots() ? 0 : canary.ahead(DispatchRules.page(pacer));
        if (!recovered || claiming || exhausted || window.stop() != null || window.ahead() >= ahead) {
            return 0;
        }
        int payable = Math.min(ahead, purse.room(ahead + window.ahead()) - window.ahead());
        return window.ahead() == 0 ? Math.max(1, payable) : payable;
    }

    private Window.@Nullable Call next(long now) {
        behind = changes.size() >= MOST_WAITING;
        return behind ? null : window.next(now);
    }

    private void send(Window.Call call) {
        Claim claim = call.life().claim();
        if (call.request() == Step.Request.SEND) {
            bulletin.sent(System.nanoTime());
            noteSend(claim.rowId(), Instant.now());
        }
        switch (call.request()) {
            case SEND -> {
                HaltPoint.BEFORE_POST.reached();
                deliver(
                        call,
                        Posting.post(api, source, claim.request(), canary.deadline(claim, rules)),
                        reply -> Replied.send(call, reply));
                HaltPoint.POST_OUT.reached();
            }
            case TASK -> deliver(call, api.readTask(claim.taskId(), READ_DEADLINE), reply -> Replied.task(call, reply));
            case STREAM ->
                deliver(
                        call,
                        api.streamTask(claim.workerId(), claim.taskId(), DispatchRules.LONGEST_STREAM),
                        reply -> Replied.stream(call, reply));
            case TURNS ->
                deliver(call, api.readTurns(claim.taskId(), READ_DEADLINE), reply -> Replied.turns(call, reply));
            case WORKER ->
                deliver(
                        call,
                        api.readWorker(claim.workerId(), claim.taskId(), READ_DEADLINE),
                        reply -> Replied.worker(call, reply));
        }
    }

    private void noteSend(long rowId, Instant now) {
        if (firstSend == null) {
            firstSend = now;
        }
        changes.add(new Change.Sent(rowId, now));
    }

    private <T> void deliver(Window.Call call, CompletableFuture<T> future, Function<T, Replied> replied) {
        CompletableFuture<T> unused = future.whenComplete((reply, bug) -> mailbox.add(
                bug == null
                        ? new Message.Answered(replied.apply(reply))
                        : new Message.Broken(new IllegalStateException(
                                "request " + call.request() + " of row "
                                        + call.life().claim().number() + " broke: " + bug.getMessage(),
                                bug))));
    }
}
