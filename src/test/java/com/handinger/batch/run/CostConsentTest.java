package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.report.JobStatus;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a credit limit nothing is bought from a server elsewhere, unless a person says what it may cost. */
class CostConsentTest {

    /** Reserved names that no resolver knows: what tries to send meets an outage. */
    private static final String ELSEWHERE = "https://handinger.invalid";

    @TempDir
    private Path folder = Path.of("");

    private final List<String> plans = new ArrayList<>();

    private Workshop workshop() throws IOException {
        return new Workshop(folder, ELSEWHERE)
                .rows(Workshop.numbered(7))
                .environment(Map.of("HANDINGER_API_KEY", "k"))
                .set("limits.outage", "1s");
    }

    private CostQuestion answering(String... answers) {
        Deque<String> left = new ArrayDeque<>(List.of(answers));
        return plan -> {
            plans.add(plan);
            return left.poll();
        };
    }

    @Test
    void whereNobodyCanBeAskedItIsExit8() throws IOException {
        Workshop workshop = workshop();
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DECISION);
        assertThat(ended.said())
                .contains("limits.credits is missing")
                .contains(ELSEWHERE)
                .contains("Nothing was sent")
                .contains("run job.yaml --set limits.credits=N")
                .contains("run job.yaml --set limits.credits=none");
        assertThat(Files.exists(folder.resolve("runs/job/latest")))
                .as("no run was made")
                .isFalse();
    }

    /** A number that is made up would be taken for advice. */
    @Test
    void theLimitThatIsNamedFollowsFromRowsAndPrices() throws IOException {
        Workshop workshop = workshop();
        assertThat(workshop.asking(answering("70")).start().exit()).isEqualTo(ExitCode.STOPPED);
        workshop.looking(jdbc -> jdbc.update("insert into ledger_answer(row_id, run_no, attempt, outcome, credits)"
                + " select row_id, run_no, 1, 'C', 10 from ledger_work where number = 1"));
        workshop.looking(jdbc ->
                jdbc.update("update ledger_work set state = 'C', attempt = 1, settled_seq = 1 where number = 1"));
        Ended ended = workshop.asking(CostQuestion.NOBODY).start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DECISION);
        assertThat(ended.said()).contains("about 60 in all").containsPattern("--set limits\\.credits=(7|8|9)\\d\\n");
    }

    @Test
    void oneThatWasLoadedAsksAgain() throws IOException {
        Workshop workshop = workshop();
        assertThat(workshop.asking(answering("70")).start().exit()).isEqualTo(ExitCode.STOPPED);
        Ended ended = workshop.asking(CostQuestion.NOBODY).start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DECISION);
        assertThat(ended.said()).contains("7 rows are left to be sent");
    }

    @Test
    void answerIsTheLimitAndTheCommandThatContinuesTellsIt() throws Exception {
        Workshop workshop = workshop();
        Ended ended = workshop.asking(answering("many", "70")).start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(ended.summary().credits().limit()).isEqualTo(70);
        assertThat(ended.summary().continueWith()).isEqualTo("run job.yaml --set limits.credits=70");
        JobStatus.Run later = new StatusService(workshop.job(), "run job.yaml")
                .status(null, false)
                .runs()
                .get(0);
        assertThat(later.continueWith()).isEqualTo("run job.yaml --set limits.credits=70");
        assertThat(later.credits().limit()).isEqualTo(70);
        assertThat(plans).hasSize(2);
        assertThat(plans.get(0))
                .contains("7 rows are left to be sent to " + ELSEWHERE)
                .contains("worker wrk_1")
                .contains("budget low")
                .contains("unknown");
        assertThat(plans.get(1)).isEqualTo("\"many\" is no number of credits, such as 500, and not none.");
    }

    /** A name that begins like an address of this machine may be anybody's. */
    @Test
    void aNameThatLooksLikeThisMachineIsElsewhere() throws IOException {
        Ended ended =
                workshop().set("api.baseUrl", "http://127.nosuch.invalid:7113").start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DECISION);
    }

    @Test
    void thePilotOfANewRunIsAskedForToo() throws IOException {
        Workshop workshop = workshop();
        Ended unanswered = workshop.asking(answering("")).start(ask -> ask.pilot(3));
        assertThat(unanswered.exit()).as(unanswered.said()).isEqualTo(ExitCode.DECISION);
        assertThat(plans).hasSize(1).first().asString().contains("3 rows are left to be sent");
        Ended loaded = workshop.asking(CostQuestion.NOBODY).start(ask -> ask.pilot(3));
        assertThat(loaded.exit()).as(loaded.said()).isEqualTo(ExitCode.DECISION);
        assertThat(loaded.said()).contains("limits.credits is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "0", "-1", "5.5", "yes"})
    void noNumberIsNoAnswer(String answer) throws IOException {
        Ended ended = workshop().asking(answering(answer, answer, answer)).start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DECISION);
        assertThat(ended.said()).contains("Nothing was sent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "100"})
    void whatTheJobFileSaysIsNotAskedFor(String credits) throws IOException {
        Ended ended =
                workshop().set("limits.credits", credits).asking(answering("7")).start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(plans).isEmpty();
    }

    @Test
    void sandboxCostsNothing() throws IOException {
        Ended ended = new Workshop(folder, "sandbox")
                .rows("a b")
                .set("worker.id", "wrk_demo-fact-check")
                .start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(ended.summary().credits().limit()).isNull();
    }
}
