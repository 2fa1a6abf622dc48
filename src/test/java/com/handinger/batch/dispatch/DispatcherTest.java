package com.handinger.batch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.api.ApiOptions;
import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.pacing.PaceRules;
import com.handinger.batch.pacing.RequestRate;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.RowState;
import com.handinger.batch.task.ServerHabits;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dispatcher against a server that fails on demand and keeps its own books. */
@Timeout(60)
class DispatcherTest {

    private static final Duration SOON = Duration.ofMillis(200);
    private static final FollowRules FOLLOW =
            FollowRules.of(4, Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(200));

    private final FaultServer server = FaultServer.create().start();
    private final HandingerApi api = new HandingerApi(new ApiOptions(
            server.url(), null, "test/1", Duration.ofSeconds(2), Duration.ofMillis(500), 1 << 20, Map.of()));
    private final ServerHabits known = new ServerHabits(true, Duration.ZERO, true);
    private RowsInMemory rows = new RowsInMemory(200);

    @AfterEach
    void stop() {
        api.close();
        server.close();
    }

    private Dispatcher dispatcher(int slots) {
        return dispatcher(rows, slots);
    }

    private Dispatcher dispatcher(ClaimSource source, int slots) {
        DispatchRules rules = new DispatchRules(
                PaceRules.fixed(slots),
                PaceMemory.NONE,
                new RequestRate(null),
                Duration.ofMillis(700),
                false,
                Duration.ofMinutes(30),
                FOLLOW,
                false);
        return new Dispatcher(api, source, rules, Allowance.unlimited(), known);
    }

    /** Takes and notes changes until nothing more comes. */
    private void follow(Dispatcher dispatcher) throws InterruptedException {
        for (List<Change> changes = dispatcher.take(SOON); changes != null; changes = dispatcher.take(SOON)) {
            rows.apply(changes);
        }
        dispatcher.end();
        assertThat(dispatcher.take(SOON)).as("nothing comes after the end").isNull();
    }

    private void followUntil(Dispatcher dispatcher, BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            rows.apply(Objects.requireNonNull(dispatcher.take(SOON)));
        }
    }

    private void allCompletedAndPaidOnce() {
        assertThat(rows.count(RowState.COMPLETED)).isEqualTo(200);
        assertThat(rows.ends()).hasSize(200).doesNotHaveDuplicates();
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(server.books().turns()).isEqualTo(200);
    }

    /** A process that is killed again and again must not claim more with each start than it can begin. */
    @Test
    void claimsNothingWhileMoreIsInDoubtThanHasSlots() throws InterruptedException {
        rows.claim(60);
        AtomicInteger paidAtFirstClaim = new AtomicInteger(-1);
        ClaimSource source = new Claiming(rows, limit -> {
            paidAtFirstClaim.compareAndSet(-1, server.books().turns());
            return rows.claim(limit);
        });
        Dispatcher dispatcher = dispatcher(source, 8);
        dispatcher.start();
        follow(dispatcher);

        assertThat(paidAtFirstClaim.get()).isGreaterThanOrEqualTo(60 - 8);
        allCompletedAndPaidOnce();
    }

    @Test
    void sendsEachRowOnceWhenNothingGoesWrong() throws InterruptedException {
        Dispatcher dispatcher = dispatcher(32);
        dispatcher.start();
        follow(dispatcher);

        allCompletedAndPaidOnce();
        assertThat(server.books().requests()).hasSize(400);
        assertThat(dispatcher.lastAnswer()).isAfter(Objects.requireNonNull(dispatcher.firstSend()));
        assertThat(dispatcher.stopped()).isNull();
        assertThat(dispatcher.state().inFlight() + dispatcher.state().inDoubt()).isZero();
        assertThat(dispatcher.state().waiting()).isNull();
    }

    /** Another process may have the rows by now: the look comes directly before each request. */
    @Test
    void nothingIsSentOfRowsThatAreAnothersByNow() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        rows = new RowsInMemory(200) {
            @Override
            public boolean owned() {
                return asked.incrementAndGet() <= 20;
            }
        };
        Dispatcher dispatcher = dispatcher(4);
        dispatcher.start();
        followUntil(dispatcher, () -> asked.get() > 20);
        dispatcher.drain(new StopCause(StopCause.Kind.STOPPED, "the test"), Duration.ZERO);
        follow(dispatcher);

        assertThat(server.books().turns()).isEqualTo(20);
    }

    @Test
    void sendingWaitsForALedgerThatLagsBehind() throws InterruptedException {
        int many = 2 * Dispatcher.MOST_WAITING;
        rows = new RowsInMemory(many);
        Dispatcher dispatcher = dispatcher(32);
        dispatcher.start();
        AtomicInteger before = new AtomicInteger(-1);
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    int now = server.books().turns();
                    return before.getAndSet(now) == now && now > 0;
                });
        assertThat(before.get()).isLessThanOrEqualTo(Dispatcher.MOST_WAITING + 32);
        follow(dispatcher);

        assertThat(rows.count(RowState.COMPLETED)).isEqualTo(many);
        assertThat(server.books().turns()).isEqualTo(many);
    }

    @Test
    void oneRequestInTenFailsAndNoRowIsLostOrPaidTwice() throws InterruptedException {
        Random random = new Random(7);
        List<Fault> faults = List.of(
                new Fault.ResetBefore(),
                new Fault.ResetAfter(),
                new Fault.SilenceBefore(),
                new Fault.SilenceAfter(),
                new Fault.ErrorBefore(503, "busy"),
                new Fault.ErrorAfter(502),
                new Fault.BrokenJsonAfter(),
                new Fault.TruncatedAfter(),
                new Fault.StallBodyAfter(),
                new Fault.Html404(),
                new Fault.Late(Duration.ofMillis(50)),
                new Fault.RateLimit("0"));
        server.latency(Duration.ofMillis(20)).plan(seen -> {
            synchronized (random) {
                boolean fails = random.nextInt(10) == 0;
                Fault fault = fails ? faults.get(random.nextInt(faults.size())) : Fault.NONE;
                return !seen.isSend() && onlyForSends(fault) ? Fault.NONE : fault;
            }
        });
        Dispatcher dispatcher = dispatcher(32);
        dispatcher.start();
        follow(dispatcher);

        allCompletedAndPaidOnce();
    }

    /** A read waits up to 60 s for its answer, and a late read is not a late send. */
    private static boolean onlyForSends(Fault fault) {
        return fault instanceof Fault.SilenceBefore
                || fault instanceof Fault.SilenceAfter
                || fault instanceof Fault.Late;
    }

    @Test
    void theServerDiesInTheMiddleAndReturns() throws InterruptedException {
        server.latency(Duration.ofMillis(300));
        Dispatcher dispatcher = dispatcher(64);
        dispatcher.start();
        followUntil(dispatcher, () -> rows.count(RowState.COMPLETED) >= 50);
        server.stop();
        followUntil(dispatcher, () -> dispatcher.state().waitsFor(Wait.Reason.OUTAGE));
        server.start();
        follow(dispatcher);

        allCompletedAndPaidOnce();
    }

    @Test
    void aDrainGivesUnsentRowsBackAndTheNextStartFinishes() throws InterruptedException {
        server.latency(Duration.ofMillis(100));
        Dispatcher first = dispatcher(20);
        first.start();
        followUntil(first, () -> rows.count(RowState.COMPLETED) >= 40);
        first.drain(new StopCause(StopCause.Kind.STOPPED, "asked to stop"), Duration.ofSeconds(5));
        first.drain(new StopCause(StopCause.Kind.CREDITS, "later"), Duration.ofSeconds(5));
        follow(first);

        assertThat(first.stopped()).isEqualTo(new StopCause(StopCause.Kind.STOPPED, "asked to stop"));
        assertThat(rows.unfinished()).isEmpty();
        assertThat(rows.count(RowState.PENDING) + rows.count(RowState.COMPLETED))
                .isEqualTo(200);
        assertThat(server.books().turns()).isEqualTo((int) rows.count(RowState.COMPLETED));
        Dispatcher second = dispatcher(20);
        second.start();
        follow(second);
        allCompletedAndPaidOnce();
    }

    @Test
    void aDrainWithoutPatienceLeavesRowsInDoubtAndTheNextStartFindsThem() throws InterruptedException {
        server.latency(Duration.ofMillis(300));
        Dispatcher first = dispatcher(50);
        first.start();
        await().until(() -> server.books().turns() >= 30);
        first.drain(new StopCause(StopCause.Kind.STOPPED, "at once"), Duration.ZERO);
        follow(first);
        assertThat(rows.unfinished()).isNotEmpty();

        Dispatcher second = dispatcher(50);
        second.start();
        follow(second);
        allCompletedAndPaidOnce();
    }

    @Test
    void aRefusedKeyStopsTheStartAndKeepsEveryRow() throws InterruptedException {
        server.key("another");
        Dispatcher dispatcher = dispatcher(10);
        dispatcher.start();
        follow(dispatcher);

        assertThat(Objects.requireNonNull(dispatcher.stopped()).kind()).isEqualTo(StopCause.Kind.CREDENTIALS);
        assertThat(rows.count(RowState.PENDING)).isEqualTo(200);
        assertThat(server.books().turns()).isZero();
    }

    @Test
    void theKeyOfAnotherOrganisationSendsNothingAgain() throws InterruptedException {
        server.latency(Duration.ofMillis(100));
        Dispatcher first = dispatcher(20);
        first.start();
        followUntil(first, () -> rows.count(RowState.COMPLETED) >= 20);
        first.drain(new StopCause(StopCause.Kind.STOPPED, "at once"), Duration.ZERO);
        follow(first);
        assertThat(rows.unfinished()).anyMatch(claim -> claim.origin() == Claim.Origin.IN_DOUBT);

        server.foreignKey(true);
        Dispatcher second = dispatcher(new Claiming(rows, limit -> List.of()), 20);
        second.start();
        follow(second);

        assertThat(Objects.requireNonNull(second.stopped()).kind()).isEqualTo(StopCause.Kind.CREDENTIALS);
        assertThat(rows.count(RowState.FAILED)).isZero();
    }

    /** The rows, claimed in another way. */
    private record Claiming(RowsInMemory rows, IntFunction<List<Claim>> how) implements ClaimSource {
        @Override
        public List<Claim> unfinished() {
            return rows.unfinished();
        }

        @Override
        public List<Claim> known() {
            return rows.known();
        }

        @Override
        public List<Claim> claim(int limit) {
            return how.apply(limit);
        }
    }

    @Test
    void aLedgerThatBreaksWhileClaimingSurfaces() throws InterruptedException {
        breaksAt(3);
    }

    @Test
    void aLedgerThatBreaksAtOnceSurfaces() throws InterruptedException {
        breaksAt(0);
    }

    /** What came before is still handed out, so that it can be noted; then the cause is told, each time anew. */
    private void breaksAt(int page) throws InterruptedException {
        Dispatcher dispatcher = dispatcher(new Breaking(rows, page, new AtomicInteger()), 10);
        dispatcher.start();
        assertThatThrownBy(() -> follow(dispatcher)).hasRootCauseMessage("the disk is full");
        assertThatThrownBy(() -> dispatcher.take(SOON)).hasRootCauseMessage("the disk is full");
        dispatcher.end();
    }

    private record Breaking(RowsInMemory rows, int page, AtomicInteger pages) implements ClaimSource {
        @Override
        public List<Claim> unfinished() {
            return count(rows.unfinished());
        }

        @Override
        public List<Claim> known() {
            return rows.known();
        }

        @Override
        public List<Claim> claim(int limit) {
            return count(rows.claim(limit));
        }

        private List<Claim> count(List<Claim> claims) {
            if (pages.getAndIncrement() == page) {
                throw new IllegalStateException("the disk is full");
            }
            return claims;
        }
    }

    @Test
    void aRowThatCannotBeSentAtAllSurfaces() throws InterruptedException {
        Claim empty = new Claim(1, 1, "tsk_1", 1, 0, Claim.Origin.FRESH, "wrk_1", "", "low");
        Dispatcher dispatcher = dispatcher(new Only(empty), 10);
        dispatcher.start();
        assertThatThrownBy(() -> follow(dispatcher)).hasRootCauseMessage("a task needs a non-empty input");
        dispatcher.end();
    }

    private record Only(Claim claim) implements ClaimSource {
        @Override
        public List<Claim> unfinished() {
            return List.of();
        }

        @Override
        public List<Claim> known() {
            return List.of();
        }

        @Override
        public List<Claim> claim(int limit) {
            return List.of(claim);
        }
    }

    @Test
    void endsWithoutAStartAndInTheMiddle() throws InterruptedException {
        dispatcher(10).end();
        server.latency(Duration.ofSeconds(30));
        Dispatcher dispatcher = dispatcher(10);
        dispatcher.start();
        await().until(() -> server.books().turns() > 0);
        dispatcher.end();

        follow(dispatcher);
        assertThat(rows.unfinished()).isNotEmpty();
    }

    @Test
    void aDrainBeforeTheStartSendsNothing() throws InterruptedException {
        Dispatcher dispatcher = dispatcher(10);
        dispatcher.drain(new StopCause(StopCause.Kind.STOPPED, "early"), SOON);
        dispatcher.start();
        follow(dispatcher);

        assertThat(server.books().turns()).isZero();
        assertThat(rows.count(RowState.PENDING)).isEqualTo(200);
    }
}
