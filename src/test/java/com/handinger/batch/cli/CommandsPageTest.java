package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.run.StopSwitch;
import com.handinger.batch.sandbox.Latency;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;

/** {@code docs/commands.md}: its commands work on a sandbox, in their order, and it names every verb and option. */
@Timeout(60)
class CommandsPageTest {

    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\\n(.*?)```");
    private static final Pattern COMMAND = Pattern.compile(
            "(?m)^(?:([A-Z]+)=\\$\\()?java -jar target/handinger-batch.jar (.*?)(?: \\| jq -r \\.([a-z.]+)\\))?$");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private final String page;
    private final Map<String, String> variables = new HashMap<>();

    @TempDir
    private Path folder = Path.of("");

    CommandsPageTest() throws IOException {
        page = Files.readString(Path.of("docs/commands.md"));
    }

    @Test
    void everyCommandWorksInItsOrder() throws IOException {
        Files.writeString(folder.resolve("prompt.md"), "Say whether it is true.");
        Files.writeString(folder.resolve("question.txt"), "Is the earth flat?");
        Files.writeString(
                folder.resolve("verdict.json"),
                "{\"type\":\"object\",\"properties\":{\"verdict\":{\"type\":\"string\"}},\"required\":[\"verdict\"]}");
        SandboxOptions options = SandboxOptions.defaults().withLatency(Latency.fixed(Duration.ZERO));
        int commands = 0;
        try (Sandbox sandbox = Sandbox.start(options)) {
            Map<String, String> environment =
                    Map.of("HANDINGER_BASE_URL", sandbox.baseUrl().toString());
            for (MatchResult command : commands()) {
                Call call = Call.of(environment, new ByteArrayInputStream(new byte[0]), words(command.group(2)));
                assertThat(call.exit()).as(command.group() + "\n" + call.err()).isZero();
                keep(command, call);
                commands++;
            }
            assertThat(sandbox.snapshot().tasks()).hasSize(2).allMatch(task -> task.turns() == 1);
        }
        assertThat(commands).isGreaterThan(18);
    }

    @Test
    void everyVerbAndOptionHasItsPlace() {
        Cli.Ports ports = new Cli.Ports(Map.of(), new ByteArrayInputStream(new byte[0]), System.out, System.err);
        List<String> groups = List.of("worker", "task", "schedule", "webhook");
        CommandLine line = new Verbs(ports, new StopSwitch()).line(groups);
        for (String group : groups) {
            CommandLine verbs = Objects.requireNonNull(line.getSubcommands().get(group), group);
            assertThat(verbs.getSubcommands()).hasSizeGreaterThan(2);
            verbs.getSubcommands().forEach((name, verb) -> {
                assertThat(page).contains("| `" + group + " " + name);
                CommandSpec spec = verb.getCommandSpec();
                spec.options().stream()
                        .map(option -> option.longestName())
                        .filter(option -> !List.of("--version", "--verbose").contains(option))
                        .forEach(option ->
                                assertThat(page).as(group + " " + name).contains(option));
                assertThat(spec.usageMessage().footer())
                        .as(group + " " + name)
                        .anyMatch(text -> text.contains("handinger-batch " + group + " " + name));
            });
        }
    }

    private List<MatchResult> commands() {
        List<MatchResult> commands = new ArrayList<>();
        BLOCK.matcher(page)
                .results()
                .forEach(block -> COMMAND.matcher(block.group(1)).results().forEach(commands::add));
        return commands;
    }

    private List<String> words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .map(word -> variables.getOrDefault(word, word))
                .map(word -> word.startsWith("@") ? "@" + folder.resolve(word.substring(1)) : word)
                .toList();
    }

    private void keep(MatchResult command, Call call) {
        @Nullable String name = command.group(1);
        if (name != null) {
            JsonNode value = call.last();
            for (String step : command.group(3).split("\\.", -1)) {
                value = value.path(step);
            }
            variables.put("$" + name, value.stringValue());
        }
    }
}
