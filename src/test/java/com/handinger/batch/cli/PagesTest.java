package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.jobfile.JobFileReader;
import com.handinger.batch.jobfile.Overrides;
import com.handinger.batch.run.ExitCode;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Every page: its YAML is a job file, its commands are ones that there are, and so are the options that it names. */
class PagesTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```([a-z]*)\\n(.*?)^```$");
    private static final Pattern COMMAND = Pattern.compile("java (?:-\\S+ )*-jar \\S+\\.jar ([^#|)\\n]+)");
    private static final Pattern SAID = Pattern.compile("`(?:handinger-batch )?([a-z]+ [^`\\n]*)`");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
    private static final Pattern VERB_ROW = Pattern.compile("(?m)^\\| ((?:`[a-z]+[^`|]*`[^|]*)+) \\| (.*) \\|$");
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

    /** For a block that shows a part of a job file only. */
    private static final String REST = """
            version: 1
            worker: { id: wrk_1 }
            input: { file: rows.csv, key: id }
            task: { input: "Is this true? {{claim}}" }
            """;

    @TempDir
    private Path folder = Path.of("");

    private final CommandLine line = new Verbs(
                    new Cli.Ports(Map.of(), new ByteArrayInputStream(new byte[0]), System.out, System.err),
                    new StopSwitch())
            .whole();

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md"), Path.of("ARCHITECTURE.md")), docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void yamlIsAJobFile(Path page) throws Exception {
        for (String block : blocks(page, "yaml")) {
            List<String> keys = topKeys(block);
            String rest = keys.contains("version")
                    ? ""
                    : String.join(
                            "\n",
                            REST.lines()
                                    .filter(one -> !keys.containsAll(topKeys(one)))
                                    .toList());
            Path job = Files.writeString(folder.resolve("job.yaml"), block + "\n" + rest + "\n");
            assertThat(JobFileReader.read(job, Overrides.NONE, Map.of()).task().input())
                    .as("%s\n%s", page, block)
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commandsAndOptionsAreThere(Path page) throws IOException {
        String text = Files.readString(page);
        String blocks = String.join("\n", blocks(page, "sh"));
        assertThat(blocks.split("-jar ", -1).length - 1)
                .as("each start of the jar in %s is looked at", page)
                .isEqualTo((int) COMMAND.matcher(blocks).results().count());
        COMMAND.matcher(blocks).results().forEach(match -> parse(match.group(1), page));
        Set<String> known = options(line);
        assertThat(OPTION.matcher(text).results().map(MatchResult::group).toList())
                .as("options in %s", page)
                .isSubsetOf(known);
        for (String said : groups(SAID, text, 1)) {
            CommandLine verb = line.getSubcommands().get(said.split(" ", 2)[0]);
            if (verb != null) {
                assertThat(options(verb))
                        .as("options of `%s` in %s", said, page)
                        .containsAll(groups(OPTION, said, 0));
            }
        }
    }

    @Test
    void theReadmeHasEveryVerbAndExitCode() throws IOException {
        String page = Files.readString(Path.of("README.md"));
        Set<String> verbs = new TreeSet<>();
        String table = page.substring(page.indexOf("| Command |"), page.indexOf("Every verb that takes a job"));
        VERB_ROW.matcher(table).results().forEach(row -> {
            Set<String> options = new TreeSet<>();
            for (String named : groups(Pattern.compile("`([a-z]+)"), row.group(1), 1)) {
                CommandLine verb = Objects.requireNonNull(line.getSubcommands().get(named), named);
                options.addAll(options(verb));
                verbs.add(named);
            }
            assertThat(options).as(row.group(1)).containsAll(groups(OPTION, row.group(2), 0));
        });
        Set<String> all = new TreeSet<>(line.getSubcommands().keySet());
        all.removeAll(List.of("help", "completion"));
        assertThat(verbs).isEqualTo(all);
        assertThat(groups(Pattern.compile("(?m)^\\| (\\d+) \\| ([^|]+?) \\|$"), page, 1))
                .containsExactlyElementsOf(Arrays.stream(ExitCode.values())
                        .map(exit -> String.valueOf(exit.code()))
                        .toList());
        for (ExitCode exit : ExitCode.values()) {
            assertThat(page.replace("`", "").contains("| " + exit.code() + " | " + exit.meaning()))
                    .as(exit + ": " + exit.meaning())
                    .isTrue();
        }
    }

    @Test
    void theReadmesCommandsWorkInTheirOrder() throws IOException {
        Path page = Path.of("README.md");
        Files.writeString(
                folder.resolve("fact-check.yaml"), blocks(page, "yaml").get(0));
        List<String> claims = Files.readAllLines(Path.of("samples/claims.csv"));
        Files.write(folder.resolve("claims.csv"), claims.subList(0, 7));
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withLatency(Latency.fixed(Duration.ZERO)))) {
            Map<String, String> environment =
                    Map.of("HANDINGER_BASE_URL", sandbox.baseUrl().toString());
            List<String> commands = groups(COMMAND, String.join("\n", blocks(page, "sh")), 1);
            assertThat(commands).hasSizeGreaterThan(4);
            for (String command : commands) {
                List<String> arguments = new ArrayList<>(words(command.replaceFirst(
                        "\\bfact-check\\.yaml", command.contains("jobs/") ? "fact-check.yaml" : job())));
                arguments.addAll(List.of("--runs-dir", folder.resolve("runs").toString()));
                // The pages' own pace would take ten seconds for fifty rows.
                arguments.addAll(List.of("--set", "limits.requestsPerMinute=60000"));
                Call call = Call.of(environment, new ByteArrayInputStream(new byte[0]), arguments);
                assertThat(call.exit()).as(command + "\n" + call.err()).isZero();
                if (command.contains("jobs/")) {
                    List<String> shown = blocks(page, "text").get(0).lines().toList();
                    assertThat(call.errLines())
                            .as("as the page shows it")
                            .contains(shown.get(4), shown.get(shown.size() - 1))
                            .anyMatch(line -> priceless(line).equals(priceless(shown.get(5))));
                    Files.move(folder.resolve("runs"), folder.resolve("first"));
                }
            }
            assertThat(sandbox.snapshot().tasks()).hasSize(6);
        }
    }

    /** What a task costs on the sandbox hangs on its id, which is by chance. */
    private static String priceless(String line) {
        return line.replaceFirst("[0-9]+ credits", "N credits");
    }

    private String job() {
        return folder.resolve("fact-check.yaml").toString().replace("\\", "\\\\");
    }

    /** Parses it as the program does, and does nothing. */
    private void parse(String command, Path page) {
        List<String> arguments = words(command);
        String first = arguments.get(0);
        try {
            line.parseArgs((first.endsWith(".yaml") ? withRun(arguments) : arguments).toArray(String[]::new));
        } catch (ParameterException e) {
            throw new AssertionError(page + " says: " + command + "\n" + e.getMessage(), e);
        }
    }

    private static List<String> withRun(List<String> arguments) {
        return Stream.concat(Stream.of("run"), arguments.stream()).toList();
    }

    private static List<String> words(String command) {
        return groups(WORD, command.strip(), 0).stream()
                .map(word -> word.replace("\"", ""))
                .toList();
    }

    private static Set<String> options(CommandLine line) {
        Set<String> names = new TreeSet<>();
        line.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
        line.getSubcommands().values().forEach(verb -> names.addAll(options(verb)));
        return names;
    }

    private static List<String> topKeys(String yaml) {
        return groups(Pattern.compile("(?m)^([a-zA-Z]+):"), yaml, 1);
    }

    private static List<String> blocks(Path page, String language) throws IOException {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static List<String> groups(Pattern pattern, String text, int group) {
        return pattern.matcher(text).results().map(match -> match.group(group)).toList();
    }
}
