package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import com.handinger.batch.report.Downloads;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tasks publish is fetched once, into its place, and nothing that goes wrong with it touches a row. */
class DownloadTest {

    private final FaultServer server = FaultServer.create().start();
    private final FaultServer other = FaultServer.create().start();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        server.close();
        other.close();
    }

    private Workshop workshop(String rows) throws IOException {
        return new Workshop(folder, server)
                .rows(rows)
                .set("output.downloads", "true")
                .environment(Map.of("HANDINGER_API_KEY", "hdg_live_secret"));
    }

    private static Map<String, Object> published(String name, String url) {
        return Map.of("filename", name, "mediaType", "text/plain", "url", url);
    }

    private static Fault file(String content) {
        return new Fault.ErrorBefore(200, "text/plain", content, Map.of());
    }

    private static Fault passedOn(String to) {
        return new Fault.ErrorBefore(302, "text/plain", "", Map.of("Location", to));
    }

    private static boolean asks(Sighting seen, String path) {
        return seen.method().equals("GET") && seen.path().equals(path);
    }

    private List<Sighting> asked(FaultServer whom, String path) {
        return whom.books().requests().stream().filter(seen -> asks(seen, path)).toList();
    }

    private static Downloads report(Ended ended) {
        return Objects.requireNonNull(ended.summary().downloads(), ended.said());
    }

    private static List<String> inPlace(Ended ended) throws IOException {
        Path files = ended.directory().resolve("files");
        try (Stream<Path> all = Files.walk(files)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> files.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyFileComesOnceIntoItsPlace() throws IOException {
        server.files(id -> List.of(
                published("report.md", "/files/" + id), published("../report.md", server.url() + "/files/b" + id)));
        server.plan(seen -> seen.path().startsWith("/files/") ? file("of " + seen.path()) : Fault.NONE);
        Workshop workshop = workshop("a b/c=x");
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(inPlace(ended))
                .containsExactly("a/report-2.md", "a/report.md", "b%2Fc/report-2.md", "b%2Fc/report.md");
        assertThat(Files.readString(ended.directory().resolve("files/a/report.md")))
                .startsWith("of /files/tsk_");
        assertThat(report(ended))
                .extracting(Downloads::present, Downloads::missing)
                .containsExactly(4L, 0L);

        int requests = server.books().requests().size();
        Ended again = workshop.start();
        assertThat(again.exit()).isEqualTo(ExitCode.DONE);
        assertThat(server.books().requests()).as("nothing is asked for again").hasSize(requests);

        Files.delete(ended.directory().resolve("files/a/report.md"));
        assertThat(workshop.start().said()).contains("Files of tasks: 1 fetched");
        assertThat(server.books().requests()).hasSize(requests + 1);
        assertThat(inPlace(ended)).hasSize(4);
    }

    /** One address for all turns of a task, which never tells of the files of an earlier one again. */
    @Test
    void rowsOfOneTaskKeepTheirFilesApart() throws Exception {
        server.files(
                id -> List.of(published("report.md", "/files/" + server.books().turns(id))));
        server.plan(seen -> seen.path().equals("/files/2")
                ? new Fault.ErrorBefore(404, "gone")
                : seen.path().startsWith("/files/") ? file("of " + seen.path()) : Fault.NONE);
        Workshop workshop = workshop("a b c").set("task.continues", "tsk_there");
        new Audits(workshop).buy(server, "tsk_there", "first");
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(inPlace(ended)).containsExactly("b/report.md", "c/report.md");
        assertThat(Files.readString(ended.directory().resolve("files/b/report.md")))
                .isEqualTo("of /files/3");
        assertThat(Files.readString(ended.directory().resolve("files/c/report.md")))
                .isEqualTo("of /files/4");
        assertThat(report(ended))
                .extracting(Downloads::present, Downloads::missing)
                .containsExactly(2L, 1L);

        int asked = asked(server, "/files/3").size();
        assertThat(workshop.start().exit()).isEqualTo(ExitCode.DONE);
        assertThat(asked(server, "/files/3")).as("it is here").hasSize(asked);
    }

    @Test
    void withoutTheKeyNothingIsFetched() throws IOException {
        server.files(id -> List.of(published("report.md", "/files/x")));
        Ended ended = workshop("a").unset("output.downloads").start();
        assertThat(ended.exit()).isEqualTo(ExitCode.DONE);
        assertThat(ended.directory().resolve("files")).doesNotExist();
        assertThat(ended.summary().downloads()).isNull();
    }

    @Test
    void anotherHostNeverSeesTheKey() throws IOException {
        server.files(id -> List.of(
                published("own.txt", "/files/own"),
                published("moved.txt", "/files/moved"),
                published("other.txt", other.url() + "/files/other")));
        server.plan(seen -> asks(seen, "/files/own")
                ? file("own")
                : asks(seen, "/files/moved") ? passedOn(other.url() + "/files/here") : Fault.NONE);
        other.plan(seen -> seen.path().startsWith("/files/") ? file("other") : new Fault.Html404());
        Ended ended = workshop("a").start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(inPlace(ended)).containsExactly("a/moved.txt", "a/other.txt", "a/own.txt");
        assertThat(other.books().requests())
                .hasSize(2)
                .noneMatch(seen -> seen.headers().containsKey("authorization"))
                .noneMatch(seen -> seen.headers().toString().contains("hdg_live_secret"));
        assertThat(asked(server, "/files/own").get(0).headers())
                .containsEntry("authorization", "Bearer hdg_live_secret");
    }

    private void publishTrouble(AtomicBoolean mended) {
        server.files(id -> List.of(
                published("cut.txt", "/files/cut"),
                published("gone.txt", "/files/gone"),
                published("large.txt", "/files/large"),
                published("local.txt", "file:///etc/passwd"),
                published("loop.txt", "/files/loop"),
                published("one too many.txt", "/files/more")));
        server.plan(seen -> {
            if (asks(seen, "/files/cut")) {
                return mended.get()
                        ? file("whole")
                        : new Fault.Raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly a half");
            }
            if (asks(seen, "/files/large")) {
                return new Fault.Raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + "x".repeat(5000));
            }
            if (asks(seen, "/files/loop")) {
                return passedOn("/files/loop");
            }
            return asks(seen, "/files/gone") ? new Fault.ErrorBefore(404, "no such file") : Fault.NONE;
        });
    }

    @Test
    void whatDoesNotComeIsNamedAndAskedForAgain() throws IOException {
        AtomicBoolean mended = new AtomicBoolean();
        publishTrouble(mended);
        Workshop workshop =
                workshop("a").set("output.downloads.maxBytes", "4KB").set("output.downloads.maxFiles", "5");
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(Workshop.keys(ended.directory().resolve("results.jsonl"))).containsExactly("a");
        assertThat(report(ended).missing()).isEqualTo(6);
        assertThat(report(ended).first())
                .extracting(Downloads.Missing::file, Downloads.Missing::reason)
                .anySatisfy(file -> assertThat(file.toString()).contains("cut.txt", "no whole answer from 127.0.0.1"))
                .anySatisfy(file -> assertThat(file.toString()).contains("gone.txt", "127.0.0.1 answered 404"))
                .anySatisfy(
                        file -> assertThat(file.toString()).contains("large.txt", "output.downloads.maxBytes (4096"))
                .anySatisfy(file -> assertThat(file.toString()).contains("local.txt", "none of the web"))
                .anySatisfy(file -> assertThat(file.toString()).contains("loop.txt", "passed on"))
                .anySatisfy(file -> assertThat(file.toString()).contains("one too many.txt", "maxFiles (5)"));
        assertThat(ended.said()).contains("is missing: ", "The next start tries again.");
        assertThat(inPlace(ended)).isEmpty();
        assertThat(asked(server, "/files/cut")).hasSize(3);
        assertThat(asked(server, "/files/more")).isEmpty();

        mended.set(true);
        Ended again = workshop.start();
        assertThat(again.exit()).isEqualTo(ExitCode.DONE);
        assertThat(inPlace(again)).containsExactly("a/cut.txt");
        assertThat(Workshop.json(again.directory().resolve("summary.json"))
                        .path("downloads")
                        .path("missing")
                        .asInt())
                .isEqualTo(5);
        assertThat(server.books().tasks()).hasSize(1);
    }

    @Test
    void anAddressThatHasEndedIsAskedForAnew() throws IOException {
        AtomicBoolean ended = new AtomicBoolean();
        server.files(id -> List.of(published("signed.txt", ended.get() ? "/files/fresh" : "/files/old")));
        server.plan(seen -> {
            if (asks(seen, "/files/old")) {
                ended.set(true);
                return new Fault.Deny(403);
            }
            return asks(seen, "/files/fresh") ? file("fresh") : Fault.NONE;
        });
        Workshop workshop = workshop("a");
        Ended done = workshop.start();
        assertThat(done.exit()).as(done.said()).isEqualTo(ExitCode.DONE);
        assertThat(Files.readString(done.directory().resolve("files/a/signed.txt")))
                .isEqualTo("fresh");
        int requests = server.books().requests().size();
        workshop.start();
        assertThat(server.books().requests()).hasSize(requests);
    }

    @Test
    void aRequestToWaitIsHeeded() throws IOException {
        server.files(id -> List.of(published("a.txt", "/files/a")));
        server.plan(seen -> asks(seen, "/files/a")
                ? asked(server, "/files/a").size() == 1 ? new Fault.RateLimit("1") : file("late")
                : Fault.NONE);
        Ended ended = workshop("a").start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(inPlace(ended)).containsExactly("a/a.txt");
        assertThat(asked(server, "/files/a")).hasSize(2);
    }

    @Test
    void whoAsksToStopIsNotKeptAndTheNextStartGoesOn() throws Exception {
        server.files(id -> List.of(published("a.txt", "/files/a")));
        server.plan(seen -> asks(seen, "/files/a") ? new Fault.SilenceBefore() : Fault.NONE);
        Workshop workshop = workshop("a");
        StopSwitch stop = new StopSwitch();
        CompletableFuture<Ended> start =
                CompletableFuture.supplyAsync(() -> workshop.start(workshop.request(), stop), Workshop.ASIDE);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !asked(server, "/files/a").isEmpty());
        stop.stop("SIGTERM");
        Ended stopped = start.get();
        assertThat(stopped.exit()).as(stopped.said()).isEqualTo(ExitCode.STOPPED);
        assertThat(stopped.said()).contains("not all files of tasks were fetched");
        assertThat(Workshop.keys(stopped.directory().resolve("results.jsonl"))).containsExactly("a");

        server.plan(seen -> asks(seen, "/files/a") ? file("a") : Fault.NONE);
        Ended ended = workshop.start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(inPlace(ended)).containsExactly("a/a.txt");
        assertThat(server.books().tasks()).hasSize(1);
    }

    @Test
    void aServerThatIsAwayIsNotAskedForEveryFile() throws IOException {
        server.files(id -> Stream.iterate(0, i -> i + 1)
                .limit(18)
                .map(i -> published("f" + i, "/files/f" + i))
                .toList());
        server.plan(seen -> seen.path().startsWith("/files/") ? new Fault.ErrorBefore(503, "tired") : Fault.NONE);
        Ended ended = workshop("a b").start();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(ExitCode.DONE);
        assertThat(ended.said()).contains("Files of tasks are no longer asked for: the last 10 did not come");
    }
}
