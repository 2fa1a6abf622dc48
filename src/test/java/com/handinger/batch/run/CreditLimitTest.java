package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Books;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run spends, by the books of the server. */
class CreditLimitTest {

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private Workshop workshop(int rows, String credits) throws IOException {
        return new Workshop(folder, server)
                .rows(Workshop.numbered(rows))
                .set("limits.concurrency", "16")
                .set("limits.credits", credits);
    }

    @Test
    void limitIsUsedAndNeverPassedAndAHigherOneGoesOn() throws IOException {
        Workshop workshop = workshop(200, "300");
        server.latency(Duration.ofMillis(10));
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(server.books().credits()).isBetween(290L, 300L);
        assertThat(ended.summary().credits().spent()).isEqualTo(server.books().credits());
        assertThat(ended.summary().credits().reserved()).isZero();
        assertThat(ended.summary().credits().limit()).isEqualTo(300);
        assertThat(ended.summary().limitsMet()).containsExactly("limits.credits");
        assertThat(ended.summary().rows().pending()).isEqualTo(100);
        assertThat(ended.summary().continueWith()).isEqualTo("run job.yaml --set limits.credits=640");
        assertThat(ended.said()).contains("100 rows are left").contains("limits.credits: 640");

        int requests = server.books().asked();
        Ended again = workshop.start();
        assertThat(again.exit()).as(again.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(server.books().asked()).as("a look at a known task at most").isLessThanOrEqualTo(requests + 1);

        Ended rest = workshop.set("limits.credits", "600").start();
        assertThat(rest.exit()).as(rest.said()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().credits()).isEqualTo(600);
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(rest.summary().credits().spent()).isEqualTo(600);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 40, 3, ''",
        "2, 40, 3, ''",
        "3, 40, 3, ''",
        "7, 40, 3, ''",
        "14, 40, 3, ''",
        "16, 40, 3, ''",
        "20, 40, 3, 3",
        "20, 40, 3, 5",
        "100, 40, 7, ''"
    })
    void tasksOfOnePriceNeverPassIt(long limit, int rows, long price, String told) throws IOException {
        Workshop workshop = workshop(rows, String.valueOf(limit));
        if (!told.isEmpty()) {
            workshop.set("limits.creditsPerTask", told);
        }
        server.latency(Duration.ofMillis(15)).credits(input -> price);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        long each = told.isEmpty() ? price : Math.max(price, Long.parseLong(told));
        // Nobody can know what the very first task will cost.
        assertThat(server.books().credits()).isBetween(limit - each + 1, Math.max(limit, price));
    }

    @Test
    void limitThatIsJustEnoughIsNoStop() throws IOException {
        Ended ended = workshop(20, "60").start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(ended.summary().limitsMet()).isEmpty();
        assertThat(server.books().credits()).isEqualTo(60);
    }

    @Test
    void noneIsNoLimit() throws IOException {
        Ended ended = workshop(30, "none").start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(ended.summary().credits().limit()).isNull();
    }

    /** Most tasks cost 1, some 20, few 60; which ones is a function of the row. */
    private static ToLongFunction<String> heavyTailed(long seed) {
        return input -> {
            int chance = Math.floorMod((input + seed).hashCode() * 31, 100);
            return chance < 3 ? 60 : chance < 12 ? 20 : 1;
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void dearTasksTakeItNoFurtherThanWasSaid(long seed) throws IOException {
        Workshop workshop = workshop(400, "500");
        server.latency(Duration.ofMillis(10)).credits(heavyTailed(seed));
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        long dearest = server.books().tasks().stream()
                .mapToLong(Books.Task::credits)
                .max()
                .orElseThrow();
        Matcher said = Pattern.compile("up to (\\d+) above the limit").matcher(ended.said());
        long estimate = said.find() ? Long.parseLong(said.group(1)) : 0;
        assertThat(server.books().credits())
                .as(ended.said())
                .isLessThanOrEqualTo(500 + Math.max(estimate, dearest))
                .isGreaterThan(500 - 61);
        assertThat(ended.summary().credits().spent()).isEqualTo(server.books().credits());
    }

    @Test
    void atMostFiveRunUntilPricesAreKnown() throws IOException {
        Workshop workshop = workshop(30, "1000");
        AtomicInteger most = new AtomicInteger();
        server.latency(Duration.ofMillis(60)).plan(seen -> {
            long settled = server.books().tasks().stream()
                    .filter(task -> !task.status().equals("running"))
                    .count();
            if (seen.isSend() && settled < 5) {
                most.accumulateAndGet(server.books().tasks().size() - (int) settled + 1, Math::max);
            }
            return Fault.NONE;
        });
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(most).hasValueLessThanOrEqualTo(5);

        // The second run knows them from the first.
        most.set(0);
        server.plan(seen -> {
            long running = server.books().tasks().stream()
                    .filter(task -> task.status().equals("running"))
                    .count();
            most.accumulateAndGet((int) running, Math::max);
            return Fault.NONE;
        });
        assertThat(workshop.start(ask -> ask.choice(RunRequest.Choice.NEW)).exit())
                .isEqualTo(ExitCode.DONE);
        assertThat(most).hasValueGreaterThan(5);
    }

    @Test
    void tasksUnderWayAreFollowedToTheirEnd() throws IOException {
        Workshop workshop = workshop(20, "30").set("limits.creditsPerTask", "3");
        server.latency(Duration.ofMillis(900));
        Ended ended = workshop.start(ask -> ask.grace(Duration.ofMillis(1)));
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(ended.summary().rows().completed()).isEqualTo(10);
        assertThat(ended.summary().credits().reserved()).isZero();
    }

    @Test
    void rowsOfUnknownCostCountTheirReservation() throws IOException {
        Workshop workshop = workshop(12, "36")
                .set("limits.creditsPerTask", "6")
                .set("limits.concurrency", "1")
                .set("resend.unresolved", "hold");
        server.plan(seen -> seen.isSend() && seen.body().contains("word-r1\"") ? new Fault.ResetBefore() : Fault.NONE);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(ended.summary().rows().failed()).isOne();
        // 6 for the one that is held, 3 each for the others, until less than 6 are left.
        assertThat(ended.summary().credits().spent()).isEqualTo(33);
        assertThat(server.books().credits()).isEqualTo(27);
        server.plan(FaultPlan.NONE);
        Ended given =
                workshop.set("limits.credits", "none").reopen(new Reopening.Resolve("r1", Reopening.Choice.RESEND));
        assertThat(given.summary().credits().spent())
                .as(given.said())
                .isEqualTo(server.books().credits());
    }

    /** The reservation that a dead start left is no price. */
    @Test
    void theFirstTaskOfADeadStartStillGoesAlone() throws IOException {
        Workshop workshop = workshop(12, "5");
        StopSwitch stop = new StopSwitch();
        server.latency(Duration.ofMillis(1500)).plan(seen -> {
            if (seen.isSend()) {
                stop.stop("dead");
            }
            return Fault.NONE;
        });
        workshop.start(
                new Workshop.Ask(workshop.request()).grace(Duration.ofMillis(1)).request(), stop);
        server.plan(FaultPlan.NONE);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(server.books().tasks()).hasSize(1);
        assertThat(ended.summary().reason())
                .startsWith("credit limit: 3 of 5 credits are spent, and a task reserves 3 (limits.credits)")
                .doesNotContain("under way");
    }

    @Test
    void tiersOfUnknownPriceDoNotGoTogether() throws IOException {
        Workshop workshop = workshop(12, "6").set("task.budget", "{{#odd}}low{{/odd}}{{^odd}}high{{/odd}}");
        Files.writeString(folder.resolve("rows.csv"), "id,text,odd\na,a,x\nb,b,\nc,c,x\nd,d,\n");
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(server.books().credits()).isEqualTo(6);
    }

    @Test
    void aTaskBoughtAtAnUnknownPriceEndsTheBuyingUntilAPriceIsTold() throws IOException {
        // Longer than the first send to an unknown server is held, which is four times as long.
        server.latency(Duration.ofSeconds(6));
        Workshop workshop = workshop(4, "6").set("limits.taskTime", "1s");
        for (int start = 1; start <= 2; start++) {
            Ended ended = workshop.start();
            assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
            assertThat(ended.summary().reason()).contains("nobody knows what it cost", "limits.creditsPerTask=N");
            assertThat(server.books().tasks()).hasSize(1);
        }
        server.latency(Duration.ofMillis(20));
        Ended told = workshop.set("limits.creditsPerTask", "3").start();
        assertThat(told.exit()).as(told.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(server.books().tasks()).hasSize(2);
    }

    @Test
    void reservationsOfADeadProcessStillCount() throws IOException {
        Workshop workshop = workshop(40, "30").set("limits.creditsPerTask", "3").set("limits.concurrency", "5");
        Path copy = Files.createDirectories(folder.resolve("copy/runs/job"));
        StopSwitch stop = new StopSwitch();
        server.latency(Duration.ofMillis(300)).plan(seen -> {
            if (seen.isSend() && server.books().tasks().size() == 4) {
                try {
                    Workshop.copyAtRest(workshop.store(), copy);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                stop.stop("dead");
            }
            return Fault.NONE;
        });
        workshop.start(
                new Workshop.Ask(workshop.request()).grace(Duration.ofMillis(1)).request(), stop);
        server.plan(FaultPlan.NONE);
        Workshop second = new Workshop(folder.resolve("copy"), server)
                .rows(Workshop.numbered(40))
                .set("limits.concurrency", "5")
                .set("limits.credits", "30")
                .set("limits.creditsPerTask", "3");
        long reserved = second.looking(
                jdbc -> jdbc.queryForObject("select sum(reserved) from ledger_work where state = 'S'", Long.class));
        assertThat(reserved).isGreaterThanOrEqualTo(15);
        Ended ended = second.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.CREDITS);
        assertThat(server.books().credits()).isEqualTo(30);
        assertThat(server.books().paidTwice()).isEmpty();
        assertThat(ended.summary().credits().spent()).isEqualTo(30);
    }
}
