package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.run.Workshop.Ask;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Section 6, rule 9, from the outside: what the first row finds out is kept with the store. */
@Timeout(60)
class FirstRowAloneTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private Workshop workshop(int rows) throws IOException {
        return new Workshop(folder, server).set("limits.concurrency", "20").rows(Workshop.numbered(rows));
    }

    @Test
    void theFirstRowGoesAloneOnceForEachServer() throws IOException {
        AtomicInteger sends = new AtomicInteger();
        AtomicInteger atFirstLook = new AtomicInteger(-1);
        server.latency(Duration.ofMillis(600)).plan(seen -> {
            if (seen.isSend()) {
                sends.incrementAndGet();
            } else {
                atFirstLook.compareAndSet(-1, sends.get());
            }
            return Fault.NONE;
        });
        Workshop workshop = workshop(20);
        long began = System.nanoTime();
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DONE);
        assertThat(atFirstLook.get()).as("sends before the first look").isBetween(0, 1);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
        assertThat(kept(workshop)).isEqualTo("TRUE TRUE");

        int requests = server.books().requests().size();
        assertThat(workshop.rows("a b c").start().exit()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().requests().subList(requests, requests + 3)).allMatch(seen -> seen.isSend());
    }

    private static String kept(Workshop workshop) {
        return workshop.looking(jdbc -> String.valueOf(jdbc.queryForObject(
                "select cast(keeps_ids as varchar) || ' ' || coalesce(cast(while_running as varchar), '?') from ledger_server",
                String.class)));
    }

    @Test
    void aServerThatForgetsIdsCostsOneTaskAndIsNotSentToAgain() throws IOException {
        server.ignoresIds(true);
        Workshop workshop = workshop(20);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.FATAL);
        assertThat(ended.said()).contains("one task was spent").contains("doctor");
        assertThat(server.books().turns()).isOne();
        assertThat(ended.summary().rows().pending()).isEqualTo(19);

        Ended again = workshop.start();
        assertThat(again.exit()).as(again.said()).isEqualTo(ExitCode.FATAL);
        assertThat(again.said()).contains("does not keep").contains("doctor").contains("--spend");
        assertThat(server.books().turns()).isOne();
    }

    @Test
    void aStopWhileTheFirstRowIsAloneIsSafe() throws IOException {
        server.latency(Duration.ofMillis(700)).readableAfter(Duration.ofMillis(500));
        StopSwitch stop = new StopSwitch();
        server.plan(seen -> {
            stop.stop("stopped");
            return Fault.NONE;
        });
        Workshop workshop = workshop(5);
        Ended first = workshop.start(
                new Ask(workshop.request()).grace(Duration.ofMillis(100)).request(), stop);
        assertThat(first.exit()).as(first.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(server.books().turns()).isLessThanOrEqualTo(1);
        server.plan(FaultPlan.NONE);
        Ended second = workshop.start();
        assertThat(second.exit()).as(second.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(5);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    @Test
    void aServerThatShowsTasksAtTheirEndOnlyIsPaidOnceForEachRow() throws IOException {
        server.latency(Duration.ofSeconds(3)).onlyAtEnd(true);
        Workshop workshop = workshop(5).set("api.timeout", "1s");
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(5);
        assertThat(kept(workshop)).isEqualTo("TRUE FALSE");
        assertThat(server.books().tasks()).allMatch(task -> server.books().sends(task.id()) == 1);
    }
}
