package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.report.Plan;
import com.handinger.batch.run.Workshop.Ended;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plan} after a first start: which rows are left, what each choice sends, and which limit is enough. */
class PlanChoicesTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop job = new Workshop(folder, server);

    @BeforeEach
    void rows() throws IOException {
        job = new Workshop(folder, server).rows("a b c d e");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Plan plan() throws RunException {
        return new PlanService(new ByteArrayInputStream(new byte[0]))
                .plan(job.job(), null, "run job.yaml", new StopSwitch());
    }

    @Test
    void examplesOfAnUnfinishedRunAreRowsThatAreLeft() throws RunException {
        job.start(ask -> ask.rows(1, 3));

        assertThat(plan().first()).extracting(Plan.First::input).containsExactly("Say word-d", "Say word-e");
    }

    @Test
    void examplesOfALongerInputAreItsNewRows() throws IOException, RunException {
        job.start();
        job.rows("a b=changed c d e f g h");

        assertThat(plan().first())
                .extracting(Plan.First::input)
                .containsExactly("Say changed", "Say word-f", "Say word-g");
    }

    @Test
    void anotherTaskInputTouchesTheRowsThatAreLeft() throws RunException {
        job.start(ask -> ask.rows(1, 2));
        job.set("task.input", "Tell {{text}}");

        Plan plan = plan();
        Ended asked = job.start();

        assertThat(plan.rows().toSend()).isEqualTo(3);
        assertThat(plan.first())
                .extracting(Plan.First::input)
                .containsExactly("Tell word-c", "Tell word-d", "Tell word-e");
        assertThat(plan.standing()).contains("the task settings are not those of run", "(task.input)", "exit 8");
        assertThat(plan.command()).isEqualTo("run job.yaml --accept-changes");
        assertThat(plan.choices())
                .extracting(Plan.Choice::command, Plan.Choice::rows, Plan.Choice::credits)
                .containsExactly(
                        tuple("run job.yaml --accept-changes", 3L, 9L),
                        tuple("run job.yaml --new --abandon", 5L, 15L),
                        tuple("run job.yaml --resume", 3L, 9L));
        assertThat(asked.exit()).isEqualTo(ExitCode.DECISION);
        plan.choices().forEach(choice -> {
            assertThat(asked.said()).contains("  " + choice.command() + "\n      " + choice.does());
            assertThat(plan.text(false)).contains(choice.command() + "\n", choice.does());
        });
        job.start(ask -> ask.choice(RunRequest.Choice.ACCEPT_CHANGES));
        assertThat(server.books().turns()).isEqualTo(2 + 3);
    }

    @Test
    void anotherTaskInputOfAFinishedRunSendsNothingButAnew() throws RunException {
        job.start();
        job.set("task.input", "Tell {{text}}");

        Plan plan = plan();

        assertThat(plan.rows().toSend()).isZero();
        assertThat(plan.first()).isEmpty();
        assertThat(plan.choices()).extracting(Plan.Choice::rows).containsExactly(0L, 5L);
        assertThat(plan.text(false)).contains("buys all 5 rows anew (about 15 credits");
    }

    /** The files of the rows belong to the settings: rows are compared by their columns then. */
    @Test
    void otherFilesChangeNoRow() throws IOException, RunException {
        Files.writeString(folder.resolve("a.txt"), "a");
        job.start(ask -> ask.rows(1, 2));
        job.set("task.files", "[a.txt]");

        assertThat(plan().rows().toSend()).isEqualTo(3);
    }

    @Test
    void atTheCreditLimitItNamesTheLimitThatTheRunNamed() throws RunException {
        job.set("limits.credits", "8");
        Ended ended = job.start();
        assertThat(ended.exit()).isEqualTo(ExitCode.CREDITS);

        Plan plan = plan();

        assertThat(plan.command()).isEqualTo(ended.summary().continueWith()).contains(" --set limits.credits=");
        String limit = Objects.requireNonNull(plan.command()).replaceAll(".*=", "");
        assertThat(plan.remark()).contains(limit + " would be about enough for all");
        assertThat(ended.said()).contains("limits.credits: " + limit + " would be about enough");
    }

    @Test
    void aPilotNamesTheSameLimit() throws RunException {
        job.set("limits.credits", "8");
        RunReport report = Objects.requireNonNull(job.start(ask -> ask.pilot(2)).report());

        assertThat(plan().remark()).contains(report.enough() + " would be about enough for all");
    }

    @Test
    void elsewhereTheCommandTellsALimit() throws IOException, RunException {
        job = new Workshop(folder, "https://handinger.invalid")
                .rows("a b c d e f g")
                .environment(Map.of("HANDINGER_API_KEY", "k"))
                .set("limits.outage", "1s");

        assertThat(plan().command()).isEqualTo("run job.yaml --set limits.credits=N");
        assertThat(plan().remark())
                .contains("limits.credits is missing, and https://handinger.invalid is not on this machine");
        assertThat(plan().text(false)).contains("run job.yaml --set limits.credits=N --pilot 30");
        job.set("limits.credits", "70").start();
        job.unset("limits.credits");
        job.looking(jdbc -> jdbc.update("insert into ledger_answer(row_id, run_no, attempt, outcome, credits)"
                + " select row_id, run_no, 1, 'C', 10 from ledger_work where number = 1"));
        job.looking(jdbc ->
                jdbc.update("update ledger_work set state = 'C', attempt = 1, settled_seq = 1 where number = 1"));

        Plan plan = plan();

        assertThat(plan.command()).matches("run job.yaml --set limits.credits=\\d+");
        assertThat(job.start().said()).contains("\n  " + plan.command() + "\n");
    }
}
