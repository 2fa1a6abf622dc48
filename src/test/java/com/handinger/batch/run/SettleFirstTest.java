package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Books;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.RunRequest.Choice;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed input while the rows that changed are in doubt. */
class SettleFirstTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop workshop = new Workshop(Path.of(""), server);

    @AfterEach
    void close() {
        server.close();
    }

    /** The first row is done; the process died when the marks of the others were on disk. */
    @BeforeEach
    void die() throws IOException {
        workshop = new Workshop(folder, server).rows("a b c d");
        assertThat(workshop.start(ask -> ask.rows(1, 1)).exit()).isEqualTo(ExitCode.DONE);
        workshop.looking(jdbc ->
                jdbc.update("update ledger_work set state = 'S', sends = 1, task_id = 'tsk_never-taken-' || number,"
                        + " settings_no = (select settings_no from ledger_run) where number > 1"));
    }

    private Ended accept() {
        return workshop.start(ask -> ask.choice(Choice.ACCEPT_CHANGES));
    }

    private List<String> inputs() {
        return server.books().tasks().stream()
                .flatMap(task -> task.turns().stream())
                .map(Books.Turn::input)
                .toList();
    }

    @Test
    void whatProvesAbsentIsNeverSentUnderItsOldInput() throws IOException {
        Ended ended = workshop.rows("a b=new d").start(ask -> ask.choice(Choice.ACCEPT_CHANGES));

        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(ended.said()).contains("Taken over: 1 row changed, 1 row removed");
        assertThat(inputs()).containsExactlyInAnyOrder("Say word-a", "Say new", "Say word-d");
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(Workshop.keys(ended.directory().resolve("results.jsonl"))).containsExactly("a", "b", "d");
    }

    @Test
    void changeWaitsWhileTheServerTellsNothing() throws IOException {
        workshop.rows("a b=new d");
        server.plan(seen -> seen.isSend() ? Fault.NONE : new Fault.RateLimit("7200"));
        Ended ended = accept();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(ended.said()).contains("may still be at the server").contains("--accept-changes again");
        assertThat(inputs()).containsExactly("Say word-a");
        assertThat(workshop.<List<String>>looking(
                        jdbc -> jdbc.queryForList("select state from ledger_work order by number", String.class)))
                .containsExactly("C", "S", "S", "S");

        server.plan(FaultPlan.NONE);
        assertThat(accept().exit()).isEqualTo(ExitCode.DONE);
        assertThat(inputs()).containsExactlyInAnyOrder("Say word-a", "Say new", "Say word-d");
    }

    /** A counter that falls back looks like a process that began anew. */
    @Test
    void metricsCountTheRequestsOfBothParts() throws IOException {
        int before = server.books().requests().size();
        Path file = folder.resolve("job.prom");
        Ended ended = workshop.rows("a b=new d").metrics(file).start(ask -> ask.choice(Choice.ACCEPT_CHANGES));
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);

        List<Sighting> made = server.books().requests();
        made = made.subList(before, made.size());
        long sends = made.stream().filter(Sighting::isSend).count();
        assertThat(Files.readAllLines(file))
                .contains(
                        "handinger_batch_requests_total{job_name=\"job\",kind=\"send\"} " + (double) sends,
                        "handinger_batch_requests_total{job_name=\"job\",kind=\"read\"} "
                                + (double) (made.size() - sends));
    }
}
