package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Workshop.Ask;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code --no-client-ids}: what is not answered is never found, and never sent again. */
class WithoutIdsTest {

    private final FaultServer server = FaultServer.create().ignoresIds(true).start();

    @TempDir
    Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private Workshop workshop(int rows) throws IOException {
        return new Workshop(folder, server).set("limits.concurrency", "4").rows(Workshop.numbered(rows));
    }

    private static Ended start(Workshop workshop) {
        return workshop.start(workshop.request().withoutIds(), new StopSwitch());
    }

    private List<Sighting> sends() {
        return server.books().requests().stream().filter(Sighting::isSend).toList();
    }

    private static List<String> failures(Ended ended) throws IOException {
        return Workshop.lines(ended.directory().resolve("failed.jsonl")).stream()
                .map(line -> line.path("_error").path("class").asString() + " "
                        + line.path("_error").path("task_id").isNull())
                .toList();
    }

    @Test
    void everyRowIsSentOnceWithoutAnIdAndWithoutAnyRead() throws IOException {
        Ended ended = start(workshop(20));
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(ended.said()).contains("--no-client-ids").contains("--grace");
        assertThat(sends()).hasSize(20).noneMatch(seen -> seen.body().contains("taskId"));
        assertThat(server.books().requests()).hasSize(20);
        JsonNode line =
                Workshop.lines(ended.directory().resolve("results.jsonl")).get(0);
        assertThat(line.path("output_text").asString()).isNotEmpty();
        assertThat(List.of("task_id", "credits", "duration_ms", "turns"))
                .as(line.toString())
                .allMatch(field -> line.path(field).isNull());
        assertThat(Files.readString(ended.directory().resolve("results.csv"))).doesNotContain("tsk_");
        Ended again = start(workshop(20));
        assertThat(again.exit()).isEqualTo(ExitCode.DONE);
        assertThat(sends()).hasSize(20);
    }

    @Test
    void whatIsNotAnsweredIsUnresolvedAndNeverSentAgain() throws IOException {
        server.plan(seen -> seen.body().contains("word-r2\"")
                ? new Fault.ResetAfter()
                : seen.body().contains("word-r3\"") ? new Fault.ErrorAfter(502) : Fault.NONE);
        Workshop workshop = workshop(5);
        Ended ended = start(workshop);
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(failures(ended)).containsExactly("unresolved true", "unresolved true");
        assertThat(sends()).hasSize(5);

        Ended looked = workshop.reopen(new Reopening.Retry(Set.of(Reopening.Status.FAILED), null, false));
        assertThat(looked.said()).contains("2 rows left alone").contains("--fresh");
        assertThat(sends()).hasSize(5);
        Ended resolved = workshop.reopen(new Reopening.Resolve("r2", Reopening.Choice.ADOPT));
        assertThat(resolved.exit()).as(resolved.said()).isEqualTo(ExitCode.USAGE);
        assertThat(resolved.said()).contains("without an id").contains("retry --fresh");
    }

    @Test
    void aProcessThatDiesLosesWhatWasUnderWayAndSendsItNeverAgain() throws IOException {
        StopSwitch stop = new StopSwitch();
        server.plan(seen -> {
            if (server.books().turns() >= 3) {
                stop.stop("dead");
                return new Fault.SilenceAfter();
            }
            return Fault.NONE;
        });
        Workshop workshop = workshop(10).set("limits.concurrency", "1");
        Ended died = workshop.start(
                new Ask(workshop.request())
                        .grace(Duration.ofMillis(100))
                        .request()
                        .withoutIds(),
                stop);
        assertThat(died.exit()).as(died.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(died.said()).contains("1 row may have been sent without an id");
        assertThat(died.summary().rows().sending()).isZero();

        server.plan(FaultPlan.NONE);
        Ended ended = start(workshop);
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(failures(ended)).containsExactly("unresolved true");
        assertThat(server.books().turns()).isEqualTo(10);
        assertThat(sends()).hasSize(10);
    }

    @Test
    void anUnusableAnswerCannotBeRepaired() throws IOException {
        Workshop workshop = workshop(2)
                .set("limits.errors", "100%")
                .set("worker.outputSchema", "{type: object, properties: {echo: {pattern: 'word-r1'}}}");
        assertThat(start(workshop).exit()).isEqualTo(ExitCode.ROWS);
        Ended left = workshop.reopen(new Reopening.Retry(Set.of(Reopening.Status.UNUSABLE), null, false));
        assertThat(left.said()).contains("1 unusable row left alone").contains("--fresh");
        assertThat(sends()).hasSize(2);
    }

    /** As kill -9 leaves it: claimed on disk, and nobody knows more. */
    @Test
    void aClaimOfADeadProcessIsWrittenOffByTheNextStart() throws IOException {
        Workshop workshop = workshop(3);
        server.plan(seen -> new Fault.ErrorBefore(401, "no"));
        start(workshop);
        workshop.looking(jdbc -> jdbc.update("update ledger_work set state = 'S', task_id = '', sends = 1,"
                + " settings_no = 1, reserved = 7 where number = 2"));
        int before = sends().size();
        server.plan(FaultPlan.NONE);
        Ended ended = start(workshop);
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(failures(ended)).containsExactly("unresolved true");
        assertThat(sends().size() - before).isEqualTo(2);
        assertThat(ended.summary().credits().spent()).isEqualTo(7);
    }

    @Test
    void theVerdictOfTheFirstRowIsOverruledAndItsTaskNotBoughtAgain() throws IOException {
        Workshop workshop = workshop(6);
        Ended alone = workshop.start();
        assertThat(alone.exit()).as(alone.said()).isEqualTo(ExitCode.FATAL);
        Ended told = workshop.start();
        assertThat(told.exit()).as(told.said()).isEqualTo(ExitCode.FATAL);
        assertThat(told.said()).contains("--no-client-ids");
        assertThat(server.books().turns()).isOne();

        Ended ended = start(workshop);
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.ROWS);
        assertThat(server.books().turns()).as("one task a row").isEqualTo(6);
        assertThat(ended.summary().rows().completed()).isEqualTo(5);
        assertThat(failures(ended)).containsExactly("lost false");

        Reopening failed = new Reopening.Retry(Set.of(Reopening.Status.FAILED), null, false);
        for (Ended retried : List.of(workshop.reopenWithoutIds(failed), workshop.reopen(failed))) {
            assertThat(retried.said()).contains("1 row left alone").contains("--fresh");
        }
        start(workshop);
        assertThat(server.books().turns()).as("an absence proves nothing here").isEqualTo(6);
        Reopening fresh = new Reopening.Retry(Set.of(Reopening.Status.FAILED), null, true);
        Ended bought = workshop.reopenWithoutIds(fresh);
        assertThat(bought.exit()).as(bought.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).as("as it was ordered").isEqualTo(7);
    }

    @Test
    void withoutAPriceACreditLimitStopsAfterTheFirstTask() throws IOException {
        Workshop workshop = workshop(6).set("limits.credits", "20");
        Ended ended = start(workshop);
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(ended.said()).contains("creditsPerTask");
        assertThat(sends()).hasSize(1);

        Ended told = start(workshop.set("limits.creditsPerTask", "5"));
        assertThat(told.exit()).as(told.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(told.summary().credits().spent()).isLessThanOrEqualTo(20);
        assertThat(sends()).hasSizeBetween(4, 5);
    }

    @Test
    void aStartWithIdsGoesOnWithWhatOneWithoutThemLeft() throws IOException {
        server.plan(seen -> seen.body().contains("word-r1\"") ? Fault.NONE : new Fault.ErrorBefore(401, "no"));
        Workshop workshop = workshop(4).set("limits.concurrency", "1");
        Ended stopped = start(workshop);
        assertThat(stopped.exit()).as(stopped.said()).isEqualTo(ExitCode.CREDENTIALS);
        server.ignoresIds(false).plan(FaultPlan.NONE);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().turns()).isEqualTo(4);
        assertThat(sends().stream().filter(seen -> seen.body().contains("taskId")))
                .hasSize(3);
    }
}
