package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows with files: sent once with the bytes that were loaded, and never with others. */
class AttachmentRunTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private Workshop workshop(String rows) throws IOException {
        return new Workshop(folder, server).rows(rows).set("task.files", "[\"{{text}}\"]");
    }

    private void file(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Sighting> sends() {
        return server.books().requests().stream().filter(Sighting::isSend).toList();
    }

    private static List<String> failed(Ended ended) throws IOException {
        return Workshop.lines(ended.directory().resolve("failed.jsonl")).stream()
                .map(line -> line.path("id").asString() + " "
                        + line.path("_error").path("class").asString())
                .toList();
    }

    @Test
    void filesGoWithTheirRowsAndTheSameBodyAgain() throws IOException {
        file("a.txt", "alpha");
        Files.writeString(folder.resolve("rows.csv"), "id,text\nr0,\nr1,a.txt\nr2,\n");
        server.plan(
                seen -> seen.nthSend() == 1 && !seen.body().contains("Read r0") ? new Fault.ResetBefore() : Fault.NONE);
        Workshop workshop =
                new Workshop(folder, server).set("task.input", "Read {{id}}").set("task.files", "[\"{{text}}\"]");
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        List<String> bodies = sends().stream().map(Sighting::body).toList();
        assertThat(bodies).hasSize(5);
        List<String> form =
                bodies.stream().filter(body -> body.startsWith("--")).toList();
        assertThat(form).hasSize(2);
        assertThat(form.get(0))
                .contains("filename=\"a.txt\"", "\r\n\r\nalpha\r\n--")
                .isEqualTo(form.get(1));
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(workshop.start().said()).contains("nothing to do");
    }

    @Test
    void aMissingFileRejectsItsRowAndOneThatComesIsAChange() throws IOException {
        file("a.txt", "alpha");
        Workshop workshop = workshop("r1=a.txt r2=b.txt");
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(Files.readString(ended.directory().resolve("rejected.jsonl")))
                .contains("task.files: there is no file", "b.txt");
        assertThat(sends()).hasSize(1);

        file("b.txt", "beta");
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DECISION);
        Ended accepted = workshop.start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(accepted.exit()).as(accepted.said()).isEqualTo(ExitCode.DONE);
        assertThat(sends()).hasSize(2);
    }

    @Test
    void otherBytesAreAnotherRow() throws IOException {
        file("a.txt", "alpha");
        file("b.txt", "beta");
        Workshop workshop = workshop("r1=a.txt r2=b.txt");
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DONE);
        file("b.txt", "BETA");
        Ended asked = workshop.start();
        assertThat(asked.exit()).isEqualTo(ExitCode.DECISION);
        assertThat(asked.said()).contains("1 row changed", "r2 (line 3)");
        Ended accepted = workshop.start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(accepted.exit()).as(accepted.said()).isEqualTo(ExitCode.DONE);
        assertThat(sends()).hasSize(3);
        assertThat(sends().get(2).body()).contains("BETA");
        assertThat(server.books().tasks()).hasSize(3);

        file("b.txt", "beta");
        Ended back = workshop.start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(back.exit()).as(back.said()).isEqualTo(ExitCode.DONE);
        assertThat(sends()).as("the answer that was paid for comes back").hasSize(3);
    }

    @Test
    void aFurtherTurnBringsItsFilesAndARepairBringsNone() throws Exception {
        file("a.txt", "alpha");
        Workshop workshop = workshop("r1=a.txt")
                .set("task.input", "More about {{id}}")
                .set("task.continues", "tsk_there")
                .set("limits.errors", "100%")
                .set("worker.outputSchema", "{type: object, properties: {echo: {pattern: '^Your'}}}");
        new Audits(workshop).buy(server, "tsk_there", "first");
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(sends().get(1).body()).contains("tsk_there", "filename=\"a.txt\"", "\r\n\r\nalpha\r\n--");

        Files.delete(folder.resolve("a.txt"));
        Ended repaired = workshop.reopen(new Reopening.Retry(Set.of(Reopening.Status.UNUSABLE), null, false));
        assertThat(repaired.exit()).as(repaired.said()).isEqualTo(ExitCode.DONE);
        assertThat(sends().get(2).body())
                .contains("tsk_there", "Your last answer")
                .doesNotContain("a.txt");
        assertThat(server.books().tasks()).hasSize(1);
    }

    @Test
    void aFileThatChangesAfterTheLoadIsNeverSent() throws IOException {
        file("a.txt", "alpha");
        file("b.txt", "beta");
        server.plan(seen -> {
            file("b.txt", "BETA");
            return Fault.NONE;
        });
        Workshop workshop = workshop("r1=a.txt r2=b.txt r3=a.txt");
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(failed(ended)).containsExactly("r2 attachment");
        assertThat(Files.readString(ended.directory().resolve("failed.jsonl")))
                .contains("b.txt has changed since it was looked at: the task was not sent; put the file back");
        assertThat(sends()).hasSize(2).noneMatch(seen -> seen.body().contains("b.txt"));

        server.plan(seen -> Fault.NONE);
        file("b.txt", "beta");
        Ended retried = workshop.reopen(new Reopening.Retry(Set.of(Reopening.Status.FAILED), null, false));
        assertThat(retried.exit()).as(retried.said()).isEqualTo(ExitCode.DONE);
        assertThat(sends()).hasSize(3);
        assertThat(server.books().paidTwice()).isEmpty();
    }

    @Test
    void otherTemplatesChangeNoRowThatWasPaid() throws IOException {
        file("a.txt", "alpha");
        file("b.txt", "beta");
        Workshop workshop = workshop("r1=a.txt r2=b.txt").unset("task.files");
        assertThat(workshop.start(ask -> ask.rows(1, 1)).exit()).isEqualTo(ExitCode.DONE);

        workshop.set("task.files", "[\"{{text}}\"]");
        Ended asked = workshop.start();
        assertThat(asked.exit()).isEqualTo(ExitCode.DECISION);
        assertThat(asked.said()).contains("task.files", "sends 1 row");
        Ended accepted = workshop.start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(accepted.exit()).as(accepted.said()).isEqualTo(ExitCode.DONE);
        assertThat(sends()).hasSize(2);
        assertThat(sends().get(0).body()).startsWith("{");
        assertThat(sends().get(1).body()).contains("filename=\"b.txt\"");
        assertThat(workshop.start().said()).contains("nothing to do");

        file("a.txt", "ALPHA");
        Ended changed = workshop.start();
        assertThat(changed.exit()).isEqualTo(ExitCode.DECISION);
        assertThat(changed.said()).contains("1 row changed", "r1 (line 2)");
    }

    @Test
    void rowsInDoubtAreSentAgainWithTheFilesOfTheirOwnSettings() throws IOException {
        file("a.txt", "alpha");
        file("b.txt", "beta");
        server.plan(seen -> seen.body().contains("alpha") ? new Fault.ResetBefore() : Fault.NONE);
        Workshop workshop =
                workshop("r0=b.txt r1=a.txt").set("limits.time", "1s").set("resend.lookupGrace", "1s");
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.STOPPED);
        server.plan(seen -> Fault.NONE);
        Ended ended = workshop.unset("limits.time").start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().tasks()).hasSize(2);
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(sends().stream()
                        .filter(seen -> seen.body().contains("alpha"))
                        .map(Sighting::body))
                .hasSizeGreaterThan(1)
                .containsOnly(sends().get(1).body());
    }
}
