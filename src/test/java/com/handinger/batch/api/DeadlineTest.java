package com.handinger.batch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a server withholds, a request ends in time, its connection closes, and the task goes on. */
class DeadlineTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);

    private final FaultServer server = FaultServer.create().start();
    private final HandingerApi api = new HandingerApi(new ApiOptions(
            server.url(), null, "test/1", Duration.ofSeconds(5), Duration.ofMillis(400), 1 << 20, Map.of()));

    @AfterEach
    void stop() {
        api.close();
        server.close();
    }

    @Test
    void silenceEndsAtTheDeadline() throws Exception {
        server.plan(FaultPlan.sends(new Fault.SilenceAfter()));
        assertThat(send(SHORT)).isEqualTo(unknown(null, Reply.Cause.TIMEOUT, "no whole answer within 500 ms"));
        assertConnectionIsClosedAndTaskWorked();
    }

    @Test
    void slowTaskIsCutAndGoesOn() throws Exception {
        server.latency(Duration.ofMillis(1200));
        assertThat(send(SHORT)).isEqualTo(unknown(null, Reply.Cause.TIMEOUT, "no whole answer within 500 ms"));
        await().until(() -> api.readTask("t", LONG).get().toString().contains("status=COMPLETED"));
        assertThat(server.books().turns("t")).isEqualTo(1);
    }

    @Test
    void bodyThatStopsIsCutByTheWatchdog() throws Exception {
        server.plan(FaultPlan.sends(new Fault.StallBodyAfter()));
        assertThat(send(LONG).toString()).contains("Unknown[status=200, cause=STALLED", "stopped after");
        assertConnectionIsClosedAndTaskWorked();
    }

    @Test
    void bodyThatDripsIsCutByTheDeadline() throws Exception {
        server.plan(FaultPlan.sends(new Fault.EndlessBodyAfter(1, Duration.ofMillis(10))));
        assertThat(send(Duration.ofMillis(900)).toString()).contains("Unknown[status=200, cause=TIMEOUT");
        assertConnectionIsClosedAndTaskWorked();
    }

    @Test
    void bodyWithoutEndIsCutByItsSize() throws Exception {
        server.plan(FaultPlan.sends(new Fault.EndlessBodyAfter(100_000, Duration.ofNanos(1))));
        assertThat(send(LONG))
                .isEqualTo(unknown(200, Reply.Cause.TOO_LARGE, "the answer 200 is longer than 1048576 bytes"));
        assertConnectionIsClosedAndTaskWorked();
    }

    @Test
    void slowButSteadyAnswerIsNotCut() throws Exception {
        server.latency(Duration.ofMillis(600)); // longer than the idle limit, which counts inside the body only
        assertThat(send(LONG)).isInstanceOf(Reply.Ok.class);
    }

    @Test
    void readsEndAsWell() throws Exception {
        server.plan(FaultPlan.always(new Fault.SilenceBefore()));
        assertThat(api.readTask("t", SHORT).get(10, TimeUnit.SECONDS).toString())
                .contains("Unknown[status=null, cause=TIMEOUT");
        server.plan(FaultPlan.always(new Fault.StallBodyAfter()));
        assertThat(api.readTask("t", LONG).get(10, TimeUnit.SECONDS).toString())
                .contains("Unknown[status=200, cause=STALLED");
        await().until(() -> server.openConnections() == 0);
    }

    @Test
    void refusalIsKnownFromItsStatusAlone() throws Exception {
        server.plan(FaultPlan.always(new Fault.Raw("HTTP/1.1 400 No\r\nContent-Length: 9\r\n\r\n{")));
        assertThat(send(LONG)).isInstanceOf(Reply.Refused.class);
    }

    @Test
    void closingEndsWhatIsUnderWay() throws Exception {
        server.plan(FaultPlan.sends(new Fault.SilenceAfter()));
        CompletableFuture<Reply<WorkerAnswer>> underWay = start("t", LONG);
        await().until(() -> server.books().turns("t") == 1);
        api.close();
        assertThat(underWay.get(10, TimeUnit.SECONDS))
                .isEqualTo(unknown(null, Reply.Cause.CLOSED, "this client was closed before an answer"));
        assertConnectionIsClosedAndTaskWorked();
        assertThat(start("u", LONG).get(10, TimeUnit.SECONDS))
                .isEqualTo(new Reply.NotSent<>("not sent: this client was closed"));
        assertThat(server.books().sends("u")).isZero();
    }

    private Reply<WorkerAnswer> send(Duration deadline) throws Exception {
        return start("t", deadline).get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<Reply<WorkerAnswer>> start(String taskId, Duration deadline) {
        return api.createTask(new CreateTask("wrk_1", taskId, "question", "low"), deadline);
    }

    private void assertConnectionIsClosedAndTaskWorked() {
        await().until(() -> server.openConnections() == 0);
        assertThat(server.books().turns("t")).isEqualTo(1);
        assertThat(server.books().sends("t")).isEqualTo(1);
    }

    private static Reply<WorkerAnswer> unknown(
            @org.jspecify.annotations.Nullable Integer status, Reply.Cause cause, String message) {
        return new Reply.Unknown<>(status, cause, message);
    }
}
