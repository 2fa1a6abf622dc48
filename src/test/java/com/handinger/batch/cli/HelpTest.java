package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.handinger.batch.run.StopSwitch;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** The help of every verb has an example, and each of them is a command line that is understood. */
class HelpTest {

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    @TestFactory
    Stream<DynamicTest> everyVerbHasExamplesThatAreUnderstood() {
        return verbs(line())
                .map(verb -> DynamicTest.dynamicTest(
                        verb.getCommandSpec().qualifiedName(),
                        () -> understood(verb.getCommandSpec().qualifiedName())));
    }

    private static CommandLine line() {
        Cli.Ports ports = new Cli.Ports(Map.of(), new ByteArrayInputStream(new byte[0]), System.out, System.err);
        CommandLine line = new Verbs(ports, new StopSwitch()).line(List.of("worker", "task", "schedule", "webhook"));
        line.setExpandAtFiles(false);
        return line;
    }

    private static Stream<CommandLine> verbs(CommandLine line) {
        return line.getSubcommands().isEmpty()
                ? Stream.of(line)
                : line.getSubcommands().values().stream()
                        .filter(verb -> !verb.getCommandName().equals("help"))
                        .flatMap(HelpTest::verbs);
    }

    private static void understood(String verb) {
        String help = Call.of(Stream.concat(Stream.of(verb.split(" ", -1)).skip(1), Stream.of("--help"))
                        .toArray(String[]::new))
                .out();
        assertThat(help).containsPattern("(?m)^Examples?:$");
        List<String> examples = help.substring(help.indexOf("\nExample"))
                .replaceAll("\\\\\n *", "")
                .lines()
                .map(String::strip)
                .filter(text -> text.startsWith("handinger-batch "))
                .toList();
        assertThat(examples).isNotEmpty();
        for (String example : examples) {
            String[] words = WORD.matcher(example.replaceAll(" [>|#].*", ""))
                    .results()
                    .map(word -> word.group().replaceAll("[\"']", ""))
                    .skip(1)
                    .toArray(String[]::new);
            assertThatCode(() -> line().parseArgs(words)).as(example).doesNotThrowAnyException();
        }
    }
}
