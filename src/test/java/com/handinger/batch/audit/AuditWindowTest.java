package com.handinger.batch.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.ledger.AuditFinding;
import com.handinger.batch.ledger.AuditVerdict;
import com.handinger.batch.ledger.AuditedAttempt;
import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.pacing.PaceRules;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.task.RowState;
import com.handinger.batch.task.StopCause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which read goes when, in simulated time. */
class AuditWindowTest {

    private static final int SLOTS = 4;

    private final AuditWindow window = new AuditWindow(
            new AuditRules(PaceRules.fixed(SLOTS), PaceMemory.NONE, Duration.ofMinutes(30), InspectionTableTest.RULES),
            new Pacer(PaceRules.fixed(SLOTS), PaceMemory.NONE, InstantSource.system()),
            0);

    private final List<AuditVerdict> verdicts = new ArrayList<>();
    private long now = Duration.ofDays(3).toNanos();

    @Test
    void neverMoreThanTheSlotsAreRead() {
        add(10);
        List<AuditWindow.Call> out = all();
        assertThat(out).hasSize(SLOTS);
        assertThat(window.wakeAt(now)).isNull();
        reply(out.get(0), there(out.get(0)));
        assertThat(all()).hasSize(1);
    }

    @Test
    void failingReadsKeepTheirSlots() {
        add(10);
        List<AuditWindow.Call> out = all();
        reply(out.get(0), new Reply.Unknown<>(500, Reply.Cause.STATUS, "tired"));
        assertThat(all()).isEmpty();
        now = Objects.requireNonNull(window.wakeAt(now));
        assertThat(all()).hasSize(1);
    }

    @Test
    void retryAfterIsObeyedByAllReads() {
        add(10);
        reply(all().get(0), new Reply.Later<>(429, Duration.ofSeconds(30), "slow down"));
        assertThat(all()).isEmpty();
        now += Duration.ofSeconds(29).toNanos();
        assertThat(all()).isEmpty();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(all()).hasSize(1);
        assertThat(window.stop(now)).isNull();
    }

    @Test
    void aWaitOfMoreThanAnHourEndsTheAudit() {
        add(1);
        reply(all().get(0), new Reply.Later<>(429, Duration.ofHours(2), "slow down"));
        StopCause stop = Objects.requireNonNull(window.stop(now));
        assertThat(stop.kind()).isEqualTo(StopCause.Kind.STOPPED);
        assertThat(stop.message()).contains("7200 s");
    }

    @Test
    void anOutageBeginsNothingNewAndEndsAfterItsTime() {
        add(100);
        long began = now;
        int reads = 0;
        StopCause stop = null;
        while (stop == null) {
            for (AuditWindow.Call call : all()) {
                reads++;
                reply(call, new Reply.NotSent<>("no connection"));
            }
            stop = window.stop(now);
            now = Objects.requireNonNull(window.wakeAt(now));
        }
        assertThat(stop.message()).contains("for 30m (limits.outage)");
        assertThat(Duration.ofNanos(now - began)).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(33));
        assertThat(reads).isLessThan(SLOTS * 100);
        assertThat(window.waiting()).isEqualTo(100 - SLOTS);
        assertThat(verdicts).as("an outage says nothing of a task").isEmpty();
    }

    @Test
    void aTaskThatStaysSilentWhileOthersAnswerIsUnreadable() {
        add(2);
        while (!window.idle()) {
            for (AuditWindow.Call call : all()) {
                boolean silent = call.inspection().attempt().item() == 1;
                reply(call, silent ? new Reply.Unknown<>(500, Reply.Cause.STATUS, "tired") : there(call));
                if (silent) {
                    window.add(List.of(attempt(2)));
                }
            }
            Long wake = window.wakeAt(now);
            now = wake == null ? now : wake;
        }
        assertThat(verdicts.stream().filter(verdict -> !verdict.findings().isEmpty()))
                .singleElement()
                .satisfies(verdict ->
                        assertThat(verdict.findings().get(0).kind()).isEqualTo(AuditFinding.Kind.UNREADABLE));
    }

    @Test
    void aKeyThatSeesNothingEndsTheAuditSoon() {
        add(1000);
        int reads = 0;
        StopCause stop = null;
        while (stop == null) {
            for (AuditWindow.Call call : all()) {
                reads++;
                reply(call, new Reply.Absent<>("no such task"));
            }
            stop = window.stop(now);
            now += Duration.ofMillis(10).toNanos();
        }
        assertThat(stop.kind()).isEqualTo(StopCause.Kind.CREDENTIALS);
        assertThat(reads).isLessThan(AuditWindow.HOPELESS + SLOTS);
    }

    private void add(int attempts) {
        window.add(LongStream.rangeClosed(1, attempts)
                .mapToObj(AuditWindowTest::attempt)
                .toList());
    }

    private static AuditedAttempt attempt(long item) {
        return new AuditedAttempt(
                item, item, 1, item, "k", "tsk_" + item, "wrk_1", RowState.COMPLETED, null, 3, 1, true, 0, 1);
    }

    private List<AuditWindow.Call> all() {
        List<AuditWindow.Call> calls = new ArrayList<>();
        AuditWindow.@Nullable Call call = window.next(now);
        while (call != null) {
            calls.add(call);
            call = window.next(now);
        }
        return calls;
    }

    private static Reply<TaskRecord> there(AuditWindow.Call call) {
        return new Reply.Ok<>(
                200,
                new TaskRecord(
                        call.inspection().attempt().taskId(),
                        "wrk_1",
                        TaskRecord.Status.COMPLETED,
                        3,
                        1,
                        1,
                        "",
                        null,
                        null));
    }

    private void reply(AuditWindow.Call call, Reply<TaskRecord> reply) {
        boolean missed = call.inspection().missed();
        window.heard(call, reply, now);
        window.act(call.inspection(), missed, call.inspection().onTask(reply, call.asked(), window.outage()), now);
        verdicts.addAll(window.take());
    }
}
