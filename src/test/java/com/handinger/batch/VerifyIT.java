package com.handinger.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.faults.Sighting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program's audit: killed, stopped, and beside another process. */
class VerifyIT {

    private static final int ROWS = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FaultServer server = FaultServer.create().start();
    private final List<JarProcess> processes = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void run() throws Exception {
        Files.writeString(
                folder.resolve("rows.csv"),
                IntStream.rangeClosed(1, ROWS)
                        .mapToObj(i -> "r" + i + ",claim " + i)
                        .collect(Collectors.joining("\n", "id,claim\n", "\n")));
        Files.writeString(folder.resolve("job.yaml"), """
                version: 1
                api: { baseUrl: "%s" }
                worker: { id: wrk_1 }
                input: { file: rows.csv, key: id }
                task: { input: "Is {{claim}} true?", budget: low }
                limits: { concurrency: 4 }
                """.formatted(server.url()));
        JarProcess run = start("job.yaml");
        assertThat(run.exit(PATIENCE)).as(run.err()).isZero();
    }

    @AfterEach
    void end() {
        processes.forEach(JarProcess::close);
        server.close();
    }

    @Test
    void aKilledAuditGoesOnWhereItWas() throws Exception {
        int before = server.books().requests().size();
        JarProcess killed = slowly();
        await().atMost(PATIENCE).until(() -> server.books().requests().size() - before >= 30);
        killed.signal("KILL");
        assertThat(killed.exit(PATIENCE)).isEqualTo(137);

        JarProcess second = start("verify", "job.yaml");
        assertThat(second.exit(PATIENCE)).as(second.err()).isZero();
        assertThat(second.err()).contains("read before. Reads only.").contains("agrees with the ledger in all of 60");
        List<Sighting> seen = server.books()
                .requests()
                .subList(before, server.books().requests().size());
        assertThat(seen).hasSizeBetween(ROWS, ROWS + 25).noneMatch(Sighting::isSend);
    }

    @Test
    void aStoppedAuditSaysHowToGoOnAndHoldsTheStoreMeanwhile() throws Exception {
        int before = server.books().requests().size();
        JarProcess first = slowly();
        await().atMost(PATIENCE).until(() -> server.books().requests().size() - before >= 5);
        JarProcess other = start("verify", "job.yaml", "--json");
        assertThat(other.exit(PATIENCE)).as(other.err()).isEqualTo(7);
        assertThat(other.err()).contains("another process works on this job");
        assertThat(other.out()).contains("\"exit\":7").contains("\"resumable\":true");

        first.signal("INT");
        assertThat(first.exit(PATIENCE)).as(first.err()).isEqualTo(6);
        assertThat(first.err()).contains("Continue: ").contains(" verify job.yaml --set limits.requestsPerMinute=300");
    }

    private JarProcess slowly() throws IOException {
        return start("verify", "job.yaml", "--set", "limits.requestsPerMinute=300");
    }

    private JarProcess start(String... arguments) throws IOException {
        JarProcess process = JarProcess.start(folder, Map.of(), List.of(arguments));
        processes.add(process);
        return process;
    }
}
