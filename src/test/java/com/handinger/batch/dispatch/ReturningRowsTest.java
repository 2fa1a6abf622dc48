package com.handinger.batch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.api.ApiOptions;
import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.pacing.PaceRules;
import com.handinger.batch.pacing.RequestRate;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.Ruling;
import com.handinger.batch.task.ServerHabits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that go back to the ledger, to be claimed by the same start once more. */
@Timeout(60)
class ReturningRowsTest {

    private static final Duration SOON = Duration.ofMillis(200);
    private static final FollowRules FOLLOW =
            FollowRules.of(4, Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(200));

    private final FaultServer server = FaultServer.create().start();
    private final HandingerApi api = new HandingerApi(new ApiOptions(
            server.url(), null, "test/1", Duration.ofSeconds(2), Duration.ofMillis(500), 1 << 20, Map.of()));

    @AfterEach
    void stop() {
        api.close();
        server.close();
    }

    /** The ledger was read before the row came back, and the read ends after it. */
    @Test
    void rowsThatComeBackWhileAClaimIsUnderWayAreClaimed() throws InterruptedException {
        Late source = new Late(new CountDownLatch(1), new AtomicInteger());
        DispatchRules rules = new DispatchRules(
                PaceRules.fixed(1),
                PaceMemory.NONE,
                new RequestRate(null),
                Duration.ofSeconds(5),
                false,
                Duration.ofMinutes(30),
                FOLLOW,
                false);
        Dispatcher dispatcher =
                new Dispatcher(api, source, rules, Allowance.unlimited(), new ServerHabits(true, Duration.ZERO, true));
        dispatcher.start();
        boolean settled = false;
        for (List<Change> changes = dispatcher.take(SOON); changes != null; changes = dispatcher.take(SOON)) {
            if (changes.stream().anyMatch(Change.Anew.class::isInstance)) {
                await().until(() -> source.claims.get() == 1);
                dispatcher.claimable(1);
                source.noted.countDown();
            }
            settled |= changes.stream().anyMatch(change -> change instanceof Change.Settled && change.rowId() == 2);
        }
        dispatcher.end();

        assertThat(settled).as("the row under its next id").isTrue();
        assertThat(server.books().turns()).isOne();
    }

    /** A row whose task came to nothing and was ordered anew; its first claim does not see it yet. */
    private record Late(CountDownLatch noted, AtomicInteger claims) implements ClaimSource {
        @Override
        public List<Claim> unfinished() {
            return List.of(row(1, Claim.Origin.IN_DOUBT));
        }

        private static Claim row(int attempt, Claim.Origin origin) {
            Ruling ruling = attempt == 1 ? Ruling.NEW_ATTEMPT : null;
            return new Claim(
                    2,
                    2,
                    "tsk_" + attempt,
                    attempt,
                    0,
                    origin,
                    "wrk_1",
                    "row",
                    "low",
                    0,
                    ruling,
                    "key",
                    null,
                    List.of(),
                    null);
        }

        @Override
        public List<Claim> known() {
            return List.of();
        }

        @Override
        public List<Claim> claim(int limit) {
            int nth = claims.incrementAndGet();
            if (nth == 1) {
                waitFor(noted);
            }
            return nth == 2 ? List.of(row(2, Claim.Origin.FRESH)) : List.of();
        }

        private static void waitFor(CountDownLatch latch) {
            try {
                assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
