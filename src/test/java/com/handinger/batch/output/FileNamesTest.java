package com.handinger.batch.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The behaviour table of names for published files, and the folders of keys. */
class FileNamesTest {

    private static final Pattern REPEATED = Pattern.compile("\\{(\\d+) (.)}");

    static Stream<Cases.Case> cases() throws IOException {
        return Cases.of("file-names.yaml");
    }

    private static String expanded(Object text) {
        return REPEATED.matcher(String.valueOf(text).replace("{NUL}", "\0"))
                .replaceAll(m -> Matcher.quoteReplacement(m.group(2).repeat(Integer.parseInt(m.group(1)))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTableHolds(Cases.Case given) {
        FileNames names = new FileNames();
        List<String> called = new ArrayList<>();
        for (Object told : given.list("told")) {
            called.add(names.next(told == null ? null : expanded(told)));
        }
        assertThat(called)
                .containsExactlyElementsOf(given.list("names").stream()
                        .map(FileNamesTest::expanded)
                        .toList());
        assertThat(called)
                .allSatisfy(name ->
                        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @CsvSource({
        "r1, r1",
        "INV-001_a.b, INV-001_a.b",
        "a/b, a%2Fb",
        ".., %2E%2E",
        "a., a%2E",
        "ü 1, %C3%BC%201",
        "100%, 100%25",
        "con, %con",
        "nul.x, %nul.x"
    })
    void aKeyIsOneFolder(String key, String folder) {
        assertThat(FileNames.folder(key)).isEqualTo(folder);
    }
}
