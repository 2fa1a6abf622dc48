package com.handinger.batch.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** What holds for every text. */
class JobFilePropertyTest {

    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private static final String FULL = """
            version: 1
            name: full
            api: { baseUrl: "http://127.0.0.1:8080/x/", timeout: 5m }
            worker:
              id: wrk_vk81XUHKHG-qr4
            input:
              file: rows.csv.gz
              csv: { delimiter: ";", quote: "'", header: false, columns: [a, b] }
            task:
              input: "Is this true? {{claim}} ${HOME:-x} $$"
              budget: "{{tier}}"
            limits: { concurrency: 5, requestsPerMinute: 600 }
            resend: { attempts: 4, backoff: 1s..60s, lookupGrace: 60s }
            output:
              formats:
                - jsonl
            store: { url: "jdbc:h2:file:x;CACHE_SIZE=1000" }
            """;

    @Property(tries = 300)
    void durationIsItsNumberTimesItsUnit(
            @ForAll @IntRange(max = 999_999_999) int number, @ForAll @From("units") String unit) {
        assertThat(Units.duration(number + unit)).isEqualTo(Duration.ofMillis(number * MILLIS.getOrDefault(unit, 0L)));
    }

    @Property(tries = 300)
    void sizeIsItsNumberTimesAPowerOf1024(
            @ForAll @IntRange(max = 999_999_999) int number, @ForAll @IntRange(max = 3) int power) {
        String unit = List.of("B", "KB", "MB", "GB").get(power);

        assertThat(Units.bytes(number + unit)).isEqualTo(number * (1L << (10 * power)));
    }

    @Property(tries = 300)
    void nothingElseIsADurationOrSize(@ForAll String text) {
        if (!text.matches("[0-9]+[a-zA-Z]+")) {
            assertThat(Units.duration(text)).isNull();
            assertThat(Units.bytes(text)).isNull();
        }
    }

    /** However a job file is damaged: a job or a list of problems, nothing else. */
    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void damageNeverBreaksTheReader(
            @ForAll @IntRange(max = 100_000) int at,
            @ForAll @IntRange(max = 12) int cut,
            @ForAll @From("junk") String junk)
            throws IOException {
        int from = at % FULL.length();
        String damaged = FULL.substring(0, from) + junk + FULL.substring(Math.min(FULL.length(), from + cut));
        Path file = Files.writeString(Files.createTempFile("job", ".yaml"), damaged);
        try {
            JobFileReader.read(file, new Overrides(List.of("name=full"), null, false), Map.of());
        } catch (JobFileException refused) {
            assertThat(refused.problems())
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem.found()).isNotEmpty());
        } finally {
            Files.delete(file);
        }
    }

    @Provide
    Arbitrary<String> units() {
        return Arbitraries.of(MILLIS.keySet());
    }

    @Provide
    Arbitrary<String> junk() {
        Arbitrary<String> signs = Arbitraries.of(
                "{", "}", "[", "]", "{{", ":", ": ", "- ", "#", " #", "&a ", "*a", "!t ", "\"", "'", "|", ">", "%", "@",
                "\t", "\n", "\n---\n", "${", "$", "~", "? ", "\u0000", "\u2028", "\ufeff", "<<: ", "\\", ",");
        return signs.list().ofMaxSize(4).map(list -> String.join("", list));
    }
}
