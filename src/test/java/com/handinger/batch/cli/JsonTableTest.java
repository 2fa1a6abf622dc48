package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import com.handinger.batch.run.StopSwitch;
import com.handinger.batch.sandbox.Latency;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** With {@code --json}, every verb has JSON objects on standard output, one a line, and nothing else. */
class JsonTableTest {

    /** They print words for a shell or a person. */
    private static final Set<String> WORDS = Set.of("completion", "help");

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, String> known = new HashMap<>();
    private final Map<String, CommandLine> verbs = new TreeMap<>();

    JsonTableTest() {
        Cli.Ports ports = new Cli.Ports(Map.of(), new ByteArrayInputStream(new byte[0]), System.out, System.err);
        collect("", new Verbs(ports, new StopSwitch()).whole());
    }

    private void collect(String before, CommandLine line) {
        line.getSubcommands().forEach((name, verb) -> {
            if (WORDS.contains(name)) {
                return;
            }
            if (verb.getSubcommands().isEmpty()) {
                verbs.put(before + name, verb);
            }
            collect(before + name + " ", verb);
        });
    }

    @Test
    void theTableHolds() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "id,claim\na,one\nb,two\n");
        Files.writeString(folder.resolve("empty.csv"), "id,claim\n");
        Files.write(folder.resolve("old.csv"), "id,claim\na,Caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(folder.resolve("job.yaml"), """
                version: 1
                name: job
                worker: { id: wrk_1 }
                input: { file: rows.csv, key: id }
                task: { input: "Is this true? {{claim}}", budget: low }
                """);
        Set<String> seen = new TreeSet<>();
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withLatency(Latency.fixed(Duration.ZERO)))) {
            assertSoftly(all -> {
                for (JsonNode step : table()) {
                    all.check(() -> seen.add(follow(step, sandbox.baseUrl().toString())));
                }
            });
        }
        seen.remove("");
        assertThat(seen).as("every verb has its place in the table").isEqualTo(verbs.keySet());
    }

    /** @return the verb */
    private String follow(JsonNode step, String baseUrl) {
        String what = step.path("id").asString() + ": " + step.path("reason").asString();
        List<String> arguments = new ArrayList<>();
        step.path("args").forEach(word -> arguments.add(placed(word.asString())));
        arguments.add("--json");
        Map<String, String> environment = Map.of("HANDINGER_BASE_URL", baseUrl);
        InputStream in = new ByteArrayInputStream(new byte[0]);
        Call call = step.path("stopped").asBoolean(false)
                ? Call.stopping(in, "asked to", arguments)
                : Call.of(environment, in, arguments);
        assertThat(call.exit())
                .as(what + "\n" + call.both())
                .isEqualTo(step.path("exit").asInt(0));
        objects(call, what);
        if (step.has("first")) {
            assertThat(call.data().get(0).path("event").asString())
                    .as(what)
                    .isEqualTo(step.path("first").asString());
        }
        assertThat(call.last().path("event").asString(""))
                .as(what)
                .isEqualTo(step.path("last").asString(call.last().path("event").asString("")));
        if (step.path("last").asString("").equals("done")) {
            assertThat(call.last().path("exit").asInt()).as(what).isEqualTo(call.exit());
        }
        step.path("keep")
                .properties()
                .forEach(kept -> known.put(
                        kept.getKey(),
                        call.last()
                                .at("/" + kept.getValue().asString().replace('.', '/'))
                                .asString()));
        String two = arguments.get(0) + " " + arguments.get(1);
        return verbs.containsKey(two) ? two : verbs.containsKey(arguments.get(0)) ? arguments.get(0) : "";
    }

    private static void objects(Call call, String what) {
        assertThat(call.data()).as(what + "\n" + call.out()).isNotEmpty().allMatch(JsonNode::isObject);
    }

    /** What is typed wrongly is an object, too, whatever the verb. */
    @Test
    void everyVerbSaysItsFaultsAsAnObject() {
        assertThat(verbs).hasSizeGreaterThan(30).allSatisfy((name, verb) -> {
            assertThat(verb.getCommandSpec().findOption("--json")).as(name).isNotNull();
            List<String> arguments = new ArrayList<>(List.of(name.split(" ")));
            arguments.addAll(List.of("--wibble", "--json"));
            Call call = Call.of(arguments.toArray(String[]::new));
            assertThat(call.exit()).as(call.both()).isEqualTo(2);
            assertThat(call.data()).as(name).hasSize(1);
            assertThat(call.last().path("event").asString()).as(name).isEqualTo("done");
            assertThat(call.last().path("exit").asInt()).as(name).isEqualTo(2);
        });
    }

    private String placed(String word) {
        String placed = word.replace("DIR", folder.toString());
        return known.getOrDefault(placed, placed);
    }

    private static JsonNode table() {
        try (InputStream in = Objects.requireNonNull(JsonTableTest.class.getResourceAsStream("/cli/json.yaml"))) {
            return JsonMapper.shared()
                    .valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
