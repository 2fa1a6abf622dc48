package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Books;
import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import com.handinger.batch.run.Workshop.Ask;
import com.handinger.batch.run.Workshop.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Same run or a new one: starts of one job after another, with what each sends and says. */
class IdentityTest {

    private final FaultServer first = FaultServer.create().start();
    private final FaultServer other = FaultServer.create().start();
    private final Set<String> runs = new LinkedHashSet<>();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        first.close();
        other.close();
    }

    record Story(JsonNode data) {
        @Override
        public String toString() {
            return data.path("id").asString() + ": " + data.path("reason").asString();
        }
    }

    static Stream<Story> stories() {
        InputStream in = IdentityTest.class.getResourceAsStream("/run/identity.yaml");
        Object tree = new Load(LoadSettings.builder().setLabel("identity.yaml").build()).loadFromInputStream(in);
        JsonNode stories = JsonMapper.shared().valueToTree(tree);
        return stories.valueStream().map(Story::new);
    }

    @ParameterizedTest
    @MethodSource("stories")
    void eachStartFindsItsRun(Story story) throws IOException {
        Workshop workshop = new Workshop(folder, first);
        int number = 0;
        for (JsonNode step : story.data.path("steps")) {
            number++;
            prepare(workshop, step);
            Ended ended;
            int turns = turns();
            int requests = requests();
            ended = start(workshop, step);
            check(step, ended, "step " + number + " of " + story);
            assertThat(turns() - turns)
                    .as("tasks bought in step %s; it said: %s", number, ended.said())
                    .isEqualTo(step.path("sent").asInt());
            if (step.has("requests")) {
                assertThat(requests() - requests)
                        .as("requests in step %s", number)
                        .isEqualTo(step.path("requests").asInt());
            }
        }
        assertThat(first.books().paidTwice()).isEmpty();
    }

    private void prepare(Workshop workshop, JsonNode step) throws IOException {
        if (step.path("rows").asString("none").isEmpty()) {
            Files.delete(folder.resolve("rows.csv"));
        } else if (step.path("rows").asString("none").equals("-")) {
            Files.writeString(folder.resolve("rows.csv"), "id,text\n");
        } else if (step.has("rows")) {
            workshop.rows(step.path("rows").asString());
        }
        step.optional("template").ifPresent(text -> workshop.set("task.input", text.asString()));
        step.optional("worker").ifPresent(id -> workshop.set("worker.id", id.asString()));
        step.optional("key").ifPresent(column -> workshop.set("input.key", column.asString()));
        step.optional("server").ifPresent(server -> workshop.set("api.baseUrl", address(server.asString())));
    }

    private String address(String server) {
        return switch (server) {
            case "first" -> first.url().toString();
            case "other" -> other.url().toString();
            default -> server;
        };
    }

    private Ended start(Workshop workshop, JsonNode step) {
        Ask ask = new Ask(workshop.request());
        if (step.has("choice")) {
            ask = ask.choice(RunRequest.Choice.valueOf(step.path("choice").asString()));
        }
        if (step.path("abandon").asBoolean(false)) {
            ask = ask.abandon();
        }
        if (step.has("runId")) {
            ask = ask.id(step.path("runId").asString());
        }
        if (step.has("tolerate")) {
            ask = ask.tolerate(step.path("tolerate").asString());
        }
        if (step.has("range")) {
            String[] ends = step.path("range").asString().split(":", -1);
            ask = ask.rows(Long.parseLong(ends[0]), Long.parseLong(ends[1]));
        }
        StopSwitch stop = new StopSwitch();
        int stopAfter = step.path("stopAfter").asInt(0);
        AtomicInteger sends = new AtomicInteger();
        first.plan(seen -> {
            if (seen.isSend() && sends.incrementAndGet() == stopAfter) {
                stop.stop("asked to stop it");
            }
            return Fault.NONE;
        });
        return workshop.start(ask.request(), stop);
    }

    private void check(JsonNode step, Ended ended, String where) throws IOException {
        assertThat(ended.exit().code())
                .as("%s; it said: %s", where, ended.said())
                .isEqualTo(step.path("exit").asInt());
        for (JsonNode words : step.path("says")) {
            assertThat(ended.said()).as(where).contains(words.asString());
        }
        if (step.has("run")) {
            runs.add(ended.runId());
            assertThat(List.copyOf(runs).indexOf(ended.runId()) + 1)
                    .as("run of %s", where)
                    .isEqualTo(step.path("run").asInt());
        }
        if (step.has("results")) {
            assertThat(Workshop.keys(ended.directory().resolve("results.jsonl")))
                    .as(where)
                    .containsExactly(step.path("results").asString().split(" ", -1));
        }
        if (step.has("inputs")) {
            List<String> inputs = new ArrayList<>();
            for (Books.Task task : first.books().tasks()) {
                task.turns().forEach(turn -> inputs.add(turn.input()));
            }
            assertThat(inputs)
                    .as(where)
                    .containsExactly(step.path("inputs").asString().split("\\|", -1));
        }
    }

    private int turns() {
        return first.books().turns() + other.books().turns();
    }

    private int requests() {
        return first.books().requests().size() + other.books().requests().size();
    }
}
