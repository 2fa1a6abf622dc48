package com.handinger.batch.dispatch;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.ScheduleApi;
import com.handinger.batch.api.ScheduleList;
import com.handinger.batch.api.ScheduleRecord;
import com.handinger.batch.budget.ErrorLimit;
import com.handinger.batch.halt.HaltPoint;
import com.handinger.batch.pacing.PaceReport;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.ScheduleClaim;
import com.handinger.batch.task.ScheduleLife;
import com.handinger.batch.task.ServerHabits;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a schedule of each row: runs a {@link ScheduleWindow} against the server. One thread owns the window and claims
 * the rows; replies arrive on the client's threads and only post. It is never interrupted: an interrupt inside the
 * database would close its file.
 */
public final class ScheduleDispatcher implements Sending {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long IDLE_NANOS = Duration.ofMillis(500).toNanos();

    private final ScheduleApi api;
    private final DispatchRules rules;
    private final ServerHabits habits;
    private final Pacer pacer;
    private final ScheduleWindow window;
    private final ScheduleSource source;
    private final SchedulePool pool;
    private final Changes changes = new Changes();

    /** What happens, with the time at which it is taken. */
    private final BlockingQueue<LongConsumer> mailbox = new LinkedBlockingQueue<>();

    private final Thread loop = new Thread(this::loop, "schedules");

    private @Nullable Long drainUntil;
    private boolean closed;
    private long returning;
    private long lastSend = System.nanoTime();

    private volatile @Nullable Instant firstSend;
    private volatile @Nullable Instant lastAnswer;
    private volatile PaceReport pace;
    private volatile @Nullable Throwable broken;
    private volatile @Nullable StopCause stopped;
    private volatile DispatchState state;

    /**
     * Prepares; nothing is claimed or sent before {@link #start}.
     *
     * @param known of the server, which schedules neither need nor change
     */
    public ScheduleDispatcher(
            ScheduleApi api, ScheduleSource source, DispatchRules rules, ErrorLimit errors, ServerHabits known) {
        this.api = api;
        this.source = source;
        this.rules = rules;
        habits = known;
        pacer = rules.pacer();
        pace = pacer.report();
        window = new ScheduleWindow(pacer, new ErrorWatch(errors), rules.follow(), this::changed, System.nanoTime());
        pool = new SchedulePool(source);
        state = window.state(System.nanoTime(), lastSend, null);
        loop.setDaemon(true);
    }

    private void changed(Change change) {
        returning += change instanceof Change.Anew ? 1 : 0;
        if (change instanceof Change.Settled) {
            lastAnswer = Instant.now();
        }
        changes.add(change);
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public @Nullable List<Change> take(Duration patience) throws InterruptedException {
        List<Change> batch = changes.take(patience);
        Throwable cause = broken;
        if (cause != null && (batch == null || batch.isEmpty())) {
            throw new IllegalStateException("the dispatcher of schedules broke: " + cause.getMessage(), cause);
        }
        return batch;
    }

    @Override
    public void committed(List<Change> noted) {
        mailbox.add(now -> {
            for (Change change : noted) {
                if (change instanceof Change.Settled || change instanceof Change.Anew) {
                    window.noted(change.rowId());
                }
                if (change instanceof Change.Anew) {
                    returning--;
                    pool.again();
                }
            }
        });
    }

    @Override
    public void drain(StopCause cause, Duration grace) {
        mailbox.add(now -> {
            window.drain(cause);
            drainUntil = now + grace.toNanos();
        });
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

    @Override
    public DispatchState state() {
        return state;
    }

    @Override
    public void end() throws InterruptedException {
        mailbox.add(now -> closed = true);
        if (loop.isAlive()) {
            loop.join();
        }
    }

    private void loop() {
        try {
            window.begin(source.owned(), source.last());
            long began = System.nanoTime();
            source.unfinished().forEach(claim -> window.recovered(claim, began));
            while (!closed && !finished()) {
                LongConsumer event = mailbox.poll(patience(), TimeUnit.NANOSECONDS);
                while (event != null) {
                    event.accept(System.nanoTime());
                    event = mailbox.poll();
                }
                advance();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            broken = e;
        } finally {
            stopped = window.stop();
            tell(System.nanoTime());
            changes.end();
        }
    }

    private boolean finished() {
        Long until = drainUntil;
        if (until != null) {
            return window.out() == 0 || until - System.nanoTime() <= 0;
        }
        return window.stop() == null && pool.empty() && returning == 0 && window.idle();
    }

    private long patience() {
        long now = System.nanoTime();
        Long wake = window.wakeAt(now);
        long patience = wake == null || behind() ? IDLE_NANOS : Math.min(IDLE_NANOS, Math.max(0, wake - now));
        Long until = drainUntil;
        return until == null ? patience : Math.min(patience, Math.max(0, until - now));
    }

    private boolean behind() {
        return changes.size() >= Dispatcher.MOST_WAITING;
    }

    private void advance() {
        long now = System.nanoTime();
        window.stopFor(rules.givenUp(window.outage(now)));
        if (window.stop() != null && drainUntil == null) {
            drainUntil = now + DispatchRules.HALT_GRACE.toNanos();
        }
        if (!behind()) {
            claim();
            window.expire(Instant.now(), System.nanoTime());
            for (ScheduleWindow.Call call = window.next(System.nanoTime());
                    call != null;
                    call = window.next(System.nanoTime())) {
                send(call);
            }
        }
        tell(System.nanoTime());
    }

    private void claim() {
        if (window.wantsRows()) {
            window.propose(pool.take(ScheduleWindow.TOGETHER, window::mayBegin));
        }
        if (pool.empty() && returning == 0) {
            window.noMoreRows();
        }
        List<ScheduleClaim> ready = window.ready(System.nanoTime());
        if (!ready.isEmpty()) {
            source.claim(ready);
            window.claimed(ready, System.nanoTime());
        }
    }

    private void tell(long now) {
        pace = pacer.report();
        state = window.state(now, lastSend, drainUntil);
    }

    private void send(ScheduleWindow.Call call) {
        ScheduleLife life = call.life();
        if (life == null) {
            CompletableFuture<Reply<ScheduleList>> list = api.read(call.workerId(), LONGEST);
            post(list, "list of worker " + call.workerId(), (reply, now) -> window.listed(call, reply, now));
            return;
        }
        ScheduleClaim claim = life.claim();
        Instant now = Instant.now();
        lastSend = System.nanoTime();
        if (firstSend == null) {
            firstSend = now;
        }
        changes.add(new Change.Sent(claim.rowId(), now));
        Duration told = rules.sendDeadline();
        HaltPoint.BEFORE_POST.reached();
        CompletableFuture<Reply<ScheduleRecord>> made =
                api.make(call.workerId(), claim.order().order(), told.compareTo(LONGEST) < 0 ? told : LONGEST);
        HaltPoint.POST_OUT.reached();
        post(made, "schedule of row " + claim.number(), (reply, at) -> {
            HaltPoint.ANSWERED.reached();
            window.sent(call, reply, at);
        });
    }

    private interface Taker<T> {
        void take(T reply, long now);
    }

    private <T> void post(CompletableFuture<T> future, String what, Taker<T> taker) {
        CompletableFuture<T> unused = future.whenComplete((reply, bug) -> mailbox.add(now -> {
            if (bug != null) {
                throw new IllegalStateException("the request of the " + what + " broke: " + bug.getMessage(), bug);
            }
            taker.take(reply, now);
        }));
    }
}
