package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.run.Workshop.Ended;
import com.handinger.batch.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever ends a start: what stood at the worker before is put back, by it or by the next one, and nothing is lost. */
class WebhookPutBackTest {

    private static final String WORKER = "wrk_1";
    private static final String FOREIGN = "https://batch.example.com/done";
    private static final String OURS = "https://run.example.com/hook";

    private final FaultServer server = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    private Workshop workshop = new Workshop(Path.of(""), server);

    @BeforeAll
    static void tune() {
        Sandbox.tuneServers();
    }

    @BeforeEach
    void job() throws IOException {
        workshop = new Workshop(folder, server)
                .rows("a b")
                .set("completion", "webhook")
                .set("webhook.listen", "127.0.0.1:0")
                .asking(new CostQuestion() {
                    @Override
                    public @Nullable String answer(String plan) {
                        return null;
                    }

                    @Override
                    public boolean agreed() {
                        return true;
                    }
                });
    }

    @AfterEach
    void close() {
        server.close();
    }

    private @Nullable String told() {
        return server.books().webhook(WORKER);
    }

    private int noted() {
        return workshop.looking(jdbc -> java.util.Objects.requireNonNull(
                jdbc.queryForObject("select count(*) from ledger_webhook", Integer.class)));
    }

    private void answer(Predicate<Sighting> which, Fault fault) {
        server.plan(seen -> seen.ofWebhook() && which.test(seen) ? fault : Fault.NONE);
    }

    private static Predicate<Sighting> puts(String url) {
        return seen -> seen.method().equals("PUT") && seen.body().contains(url);
    }

    /** As a start leaves it that was killed: noted, and replaced. */
    private void killed(@Nullable String former) {
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DONE);
        workshop.looking(jdbc -> jdbc.update(
                "insert into ledger_webhook(base_url, worker, ours, former, taken_at) values (?, ?, ?, ?, 'then')",
                server.url().toString(),
                WORKER,
                OURS,
                former));
        server.books().webhook(WORKER, OURS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "poll"})
    void theNextStartPutsBackWhatAKilledOneLeft(String completion) throws IOException {
        killed(FOREIGN);
        Ended next = workshop.rows("c").set("completion", completion).start();
        assertThat(next.exit()).as(next.said()).isEqualTo(ExitCode.DONE);
        assertThat(next.said()).contains("put back to " + FOREIGN);
        assertThat(told()).isEqualTo(FOREIGN);
        assertThat(noted()).isZero();
    }

    @Test
    void soDoesOneThatHasNothingToDo() {
        killed(null);
        Ended next = workshop.start();
        assertThat(next.said()).contains("nothing to do", "removed again");
        assertThat(told()).isNull();
        assertThat(noted()).isZero();
    }

    @Test
    void whatSomebodyElseSetMeanwhileIsLeftAlone() {
        killed(FOREIGN);
        server.books().webhook(WORKER, "https://other.example.com/");
        Ended next = workshop.start();
        assertThat(next.said()).contains("https://other.example.com/ now and not ours any more", "it was " + FOREIGN);
        assertThat(told()).isEqualTo("https://other.example.com/");
        assertThat(noted()).isZero();
    }

    @Test
    void whatCannotBePutBackIsRemembered() {
        server.books().webhook(WORKER, FOREIGN);
        answer(puts(FOREIGN), new Fault.ErrorBefore(422, "not now"));
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(ended.said())
                .contains("could not be put back (422: not now)", "webhook set wrk_1 '" + FOREIGN + "' --yes");
        assertThat(told()).startsWith("http://127.0.0.1:");
        assertThat(noted()).isOne();

        Ended again = workshop.start();
        assertThat(again.said()).contains("could not be put back");
        server.plan(FaultPlan.NONE);
        assertThat(workshop.start().said()).contains("put back to " + FOREIGN);
        assertThat(told()).isEqualTo(FOREIGN);
        assertThat(noted()).isZero();
    }

    @Test
    void anOldOneOfOursIsNotTakenForAForeignOne() throws IOException {
        killed(FOREIGN);
        answer(puts(FOREIGN), new Fault.ErrorBefore(422, "not now"));
        Ended next = workshop.rows("c").start();
        assertThat(next.said()).contains("then " + FOREIGN + " again");
        server.plan(FaultPlan.NONE);
        workshop.start();
        assertThat(told()).isEqualTo(FOREIGN);
    }

    @Test
    void aStartThatIsStoppedPutsBackToo() throws IOException {
        workshop.rows("a b c d e f");
        server.books().webhook(WORKER, FOREIGN);
        StopSwitch stop = new StopSwitch();
        AtomicReference<String> meanwhile = new AtomicReference<>();
        server.plan(seen -> {
            if (seen.isSend() && server.books().tasks().size() == 2) {
                meanwhile.set(told());
                stop.stop("enough");
            }
            return Fault.NONE;
        });
        Ended ended = workshop.start(workshop.request(), stop);
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(ended.summary().continueWith())
                .as("without a word it would end with exit 8")
                .isEqualTo("run job.yaml --yes");
        assertThat(meanwhile.get()).startsWith("http://127.0.0.1:");
        assertThat(told()).isEqualTo(FOREIGN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET | 403 | CREDENTIALS | reserved to the creator of the worker
            GET | 401 | CREDENTIALS | HANDINGER_API_KEY
            GET | 404 | CREDENTIALS | worker.id
            PUT | 400 | USAGE       | Correct webhook.publicUrl
            PUT | 422 | USAGE       | --set completion=poll
            GET | 402 | CREDITS     | Top up the balance
            """)
    void aServerThatDoesNotDoItEndsTheStartBeforeAnythingIsSent(String method, int status, ExitCode exit, String cure) {
        answer(seen -> seen.method().equals(method), new Fault.ErrorBefore(status, "no way"));
        Ended refused = workshop.start();
        assertThat(refused.exit()).as(refused.said()).isEqualTo(exit);
        assertThat(refused.said()).contains(status + ": no way", "Nothing was sent", cure);
        assertThat(server.books().tasks()).isEmpty();
        assertThat(noted()).isZero();
    }

    @Test
    void aServerThatIsAwayEndsTheStartAsAnyOutage() {
        answer(seen -> true, new Fault.RateLimit("3600"));
        Ended away = workshop.start();
        assertThat(away.exit()).as(away.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(away.said()).contains("429", "Run the same command again");
        assertThat(server.books().tasks()).isEmpty();
    }

    @Test
    void aPortThatIsTakenIsSaidBeforeAnythingIsChanged() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + other.getLocalPort();
            Ended refused = workshop.set("webhook.listen", listen).start();
            assertThat(refused.exit()).as(refused.said()).isEqualTo(ExitCode.USAGE);
            assertThat(refused.said())
                    .contains("webhook.listen: nobody can listen on " + listen, "Choose another port");
            assertThat(server.books().requests()).isEmpty();
        }
    }

    @Test
    void aPilotIsToldToo() {
        Ended ended = workshop.start(ask -> ask.pilot(1));
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(ended.said()).contains("until this start ends", "removed again");
    }

    @Test
    void forgedDeliveriesChangeNothing() throws IOException {
        workshop.set("webhook.listen", "127.0.0.1:0").rows("a b c");
        List<Integer> answers = new java.util.concurrent.CopyOnWriteArrayList<>();
        server.plan(seen -> {
            String ours = told();
            if (seen.isSend() && ours != null) {
                String id = String.valueOf(seen.taskId());
                answers.add(deliver(ours, "whk_guessed", id));
                answers.add(deliver(ours, FaultServer.webhookToken(WORKER), "tsk_of_nobody"));
                answers.add(deliver(ours, FaultServer.webhookToken(WORKER), id));
            }
            return Fault.NONE;
        });
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(answers).containsExactly(401, 204, 204, 401, 204, 204, 401, 204, 204);
        assertThat(server.books().turns()).isEqualTo(3);
        assertThat(ended.said()).contains("3 requests to webhook.listen did not carry the worker's token");
    }

    private static int deliver(String url, String token, String taskId) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("X-Handinger-Token", token)
                .POST(HttpRequest.BodyPublishers.ofString("{\"taskId\":\"" + taskId + "\"}"))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWebhookThatIsNotUsedIsSaid() {
        Ended ended = workshop.set("completion", "poll").start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(ended.said()).contains("webhook: not used, because completion is poll");
        assertThat(server.books().requests()).noneMatch(Sighting::ofWebhook);
    }
}
