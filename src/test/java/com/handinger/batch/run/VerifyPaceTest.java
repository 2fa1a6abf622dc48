package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.run.Audits.Audited;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an audit goes on, stops, draws a sample, and when it finds nothing out. */
class VerifyPaceTest {

    private final FaultServer server = FaultServer.create().start();

    private final Workshop workshop;
    private final Audits audits;

    VerifyPaceTest(@TempDir Path folder) {
        workshop = Audits.workshop(folder, server);
        audits = new Audits(workshop);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aForeignKeyIsNotAFinding() throws IOException {
        Ended run = workshop.rows(Workshop.numbered(60)).start();
        int before = server.books().requests().size();
        server.foreignKey(true);
        Audited audited = audits.verify();
        assertThat(audited.exit()).isEqualTo(3);
        assertThat(audited.said())
                .contains("none of the tasks that this run knows")
                .contains("HANDINGER_API_KEY");
        assertThat(server.books().requests().size() - before).isLessThan(40);
        assertThat(run.directory().resolve("verify.jsonl")).doesNotExist();

        server.foreignKey(false);
        assertThat(audits.verify().exit()).isZero();
    }

    @Test
    void aRefusedKeyEndsTheAudit() throws IOException {
        workshop.rows("a b").start();
        server.plan(FaultPlan.always(new Fault.Deny(401)));
        Audited audited = audits.verify();
        assertThat(audited.exit()).isEqualTo(3);
        assertThat(audited.said()).contains("401").contains("Continue: verify job.yaml");
    }

    @Test
    void aStoppedAuditGoesOnWhereItWas() throws IOException {
        workshop.rows(Workshop.numbered(40)).set("limits.concurrency", "2").start();
        int before = server.books().requests().size();
        StopSwitch stop = new StopSwitch();
        AtomicInteger reads = new AtomicInteger();
        server.plan(seen -> {
            if (reads.incrementAndGet() == 20) {
                stop.stop("stopped by SIGINT");
            }
            return reads.get() > 20 ? new Fault.SilenceBefore() : Fault.NONE;
        });
        Audited first = audits.verify(stop);
        assertThat(first.exit()).isEqualTo(6);
        assertThat(first.said()).contains("stopped by SIGINT").contains("Continue: verify job.yaml");

        server.plan(FaultPlan.NONE);
        Audited second = audits.verify();
        assertThat(second.exit()).as(second.said()).isZero();
        assertThat(second.said()).contains("read before");
        assertThat(second.summary().path("audit").path("attempts").asLong()).isEqualTo(40);
        assertThat(server.books().requests().size() - before).isLessThanOrEqualTo(45);

        int finished = server.books().requests().size();
        assertThat(audits.verify().said()).doesNotContain("read before");
        assertThat(server.books().requests().size() - finished).isEqualTo(40);
    }

    @Test
    void aStartInBetweenBeginsTheAuditAnew() throws IOException {
        workshop.rows("a b c d").start(ask -> ask.rows(1, 3));
        StopSwitch stop = new StopSwitch();
        stop.stop("stopped by SIGINT");
        assertThat(audits.verify(stop).exit()).isEqualTo(6);
        workshop.start();
        Audited audited = audits.verify();
        assertThat(audited.exit()).isZero();
        assertThat(audited.summary().path("audit").path("attempts").asLong()).isEqualTo(4);
    }

    @Test
    void aSampleIsDrawnByItsSeed() throws IOException {
        workshop.rows(Workshop.numbered(50)).start();
        int before = server.books().requests().size();
        Audited audited = audits.verify(new StopSwitch(), 5, 17L);
        assertThat(audited.exit()).isZero();
        assertThat(audited.said()).contains("--sample 5 --seed 17");
        List<String> drawn = audits.read(server, before);
        assertThat(drawn).hasSize(5).doesNotHaveDuplicates();
        assertThat(audited.summary().path("audit").path("sample").asInt()).isEqualTo(5);

        int again = server.books().requests().size();
        audits.verify(new StopSwitch(), 5, 17L);
        assertThat(audits.read(server, again)).containsExactlyInAnyOrderElementsOf(drawn);
        int other = server.books().requests().size();
        audits.verify(new StopSwitch(), 5, 18L);
        assertThat(audits.read(server, other)).isNotEqualTo(drawn).hasSize(5);
        int more = server.books().requests().size();
        audits.verify(new StopSwitch(), 500, 1L);
        assertThat(audits.read(server, more)).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void theRateOfTheJobIsKept() throws IOException {
        workshop.rows(Workshop.numbered(12)).start();
        workshop.set("limits.requestsPerMinute", "600");
        long began = System.nanoTime();
        assertThat(audits.verify().exit()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1050));
    }

    @Test
    void theGraceOfTheJobIsHeeded() throws IOException {
        workshop.rows("a b").start();
        String gone = audits.taskOf("b");
        List<Long> looks = new CopyOnWriteArrayList<>();
        server.plan(seen -> {
            if (gone.equals(seen.taskId())) {
                looks.add(System.nanoTime());
                return new Fault.ErrorBefore(404, "no such task");
            }
            return Fault.NONE;
        });
        workshop.set("resend.lookupGrace", "3s");

        assertThat(audits.verify().kinds()).containsExactly("b missing");

        assertThat(Duration.ofNanos(looks.get(looks.size() - 1) - looks.get(0)))
                .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(20));
    }

    @Test
    void anOutageThatLastsEndsTheAudit() throws IOException {
        workshop.rows("a b").start();
        workshop.set("limits.outage", "1s");
        server.stop();

        Audited audited = audits.verify();

        assertThat(audited.exit()).as(audited.said()).isEqualTo(6);
        assertThat(audited.said()).contains("did not answer for 1s (limits.outage)", "Continue: verify job.yaml");
    }

    @Test
    void nothingToVerifyIsAFaultOfTheCommand() throws IOException {
        assertThat(audits.verify().said()).contains("there is no ledger");
        workshop.rows("a").start();
        Audited unknown = audits.verify("nobody");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.said()).contains("has no run nobody");
    }
}
