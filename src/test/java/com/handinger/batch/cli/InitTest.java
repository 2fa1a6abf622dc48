package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code init}: a job file that a stranger can run as it is. */
class InitTest {

    @TempDir
    private Path folder = Path.of("");

    private Call init(String... options) {
        List<String> all = new ArrayList<>(List.of("init", folder.toString(), "--json"));
        all.addAll(List.of(options));
        return Call.of(all.toArray(new String[0]));
    }

    private Path input(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** What init promises: nothing has to be changed for the sandbox. */
    private String fine(String job) throws IOException {
        Path file = folder.resolve(job + ".yaml");
        Call valid = Call.of("validate", file.toString(), "--sandbox");
        assertThat(valid.exit()).as(Files.readString(file) + valid.err()).isZero();
        boolean named = !Files.readString(file).contains("wrk_your-worker");
        for (String verb : named ? List.<String>of() : List.of("validate", "plan", "run")) {
            Call real = Call.of(verb, file.toString(), "--set", "api.baseUrl=http://127.0.0.1:9");
            assertThat(real.exit()).as(real.err()).isEqualTo(2);
            assertThat(real.err())
                    .contains("worker.id", "wrk_your-worker is still the placeholder that init wrote", "--sandbox");
        }
        assertThat(Call.of("validate", file.toString(), "--set", "worker.id=wrk_1")
                        .exit())
                .isZero();
        Call run = Call.of("run", file.toString(), "--sandbox", "--quiet");
        assertThat(run.exit()).as(Files.readString(file) + run.err()).isZero();
        assertThat(run.err()).as("cron would send it by mail").isEmpty();
        return Files.readString(file);
    }

    @Test
    void aCsvWithAnIdIsKeyedByIt() throws IOException {
        input("My Claims 2026.csv", "claim,id,note\nWater is wet,a1,\nFire is cold,a2,odd\n");
        Call call = init();
        assertThat(call.exit()).as(call.err()).isZero();
        assertThat(call.out()).contains("\"key\":\"id\"").contains("\"columns\":[\"claim\",\"id\",\"note\"]");
        assertThat(call.err()).contains("validate", "--sandbox");
        assertThat(fine("my-claims-2026"))
                .contains("key: id")
                .contains("claim: {{claim}}")
                .contains("{{#note}}note: {{note}}{{/note}}")
                .contains("budget: low")
                .contains("file: \"My Claims 2026.csv\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id,text;1,a;2,b | id",
                "text,claim_id;a,x1;b,x2 | claim_id",
                "id,text;1,a;1,b | text",
                "id,text;1,some words;,other words | ",
                "text;one word;one word | ",
                "sku,id;s1,7;s2,7 | sku"
            })
    void theKeyTellsRowsApart(String lines, String key) throws IOException {
        input("rows.csv", lines.replace(';', '\n') + "\n");
        Call call = init();
        assertThat(call.exit()).as(call.err()).isZero();
        assertThat(call.out()).contains("\"key\":" + (key == null ? "null" : "\"" + key + "\""));
        fine("rows");
    }

    @Test
    void valuesInsideOfObjectsAreNamedByTheirPaths() throws IOException {
        input(
                "t.jsonl",
                "{\"ref\":\"r1\",\"who\":{\"name\":\"Ann\",\"age\":3},\"tags\":[1]}\n{\"ref\":\"r2\",\"who\":{\"name\":\"Bo\"}}\n");
        assertThat(init().exit()).isZero();
        assertThat(fine("t")).contains("who.name: {{who.name}}").contains("key: ref");
    }

    /** A section over a list is told for each of its elements: the row must not say the whole list as often. */
    @Test
    void aListThatSomeRowsLackIsToldOnce() throws IOException {
        input("l.jsonl", """
                {"id":"t1","tags":["billing","vip"],"said":[{"by":"ann"}],"paid":false}
                {"id":"t2","tags":[],"said":null,"paid":true}
                {"id":"t3"}
                """);
        assertThat(init().exit()).isZero();
        String plan = Call.of("plan", folder.resolve("l.yaml").toString(), "--sandbox", "-v")
                .out();
        assertThat(plan).contains("tags: billing; vip;", "said: {\"by\":\"ann\"};", "paid: true");
        assertThat(Pattern.compile("billing").matcher(plan).results()).hasSize(1);
        assertThat(fine("l")).contains("is left out where the column is empty or false");
    }

    /** A key that is what the row is about stays in the text: else every row would be asked the same. */
    @Test
    void aKeyWithAMeaningIsAskedFor() throws IOException {
        input("urls.csv", "url\nhttps://a.example\nhttps://b.example\n");
        assertThat(init().exit()).isZero();
        assertThat(fine("urls")).contains("key: url").contains("url: {{url}}");
        input("v.csv", "volcano,height\nEtna,3369\nHekla,1488\n");
        assertThat(init("--input", folder.resolve("v.csv").toString()).exit()).isZero();
        assertThat(fine("v")).contains("key: volcano").contains("volcano: {{volcano}}");
    }

    /** Names that YAML, the template or the environment would take for something else. */
    @Test
    void oddNamesStayNames() throws IOException {
        input(
                "Über Odd.csv",
                "#no,US$,this,a: b,${X},{{c}},yes,\"say \"\"hi\"\"\"\n1,2,x,3,4,5,6,7\n2,2,x,3,4,5,6,7\n");
        Call call = init("--worker", "wrk_1");
        assertThat(call.exit()).isZero();
        assertThat(call.err()).contains("no {{tag}} of a template can name it: #no, this, ${X}, {{c}}. Another header");
        assertThat(fine("uber-odd"))
                .contains("no {{tag}} can name it (another header would do): \"${X}\"\n")
                .doesNotContain("{{this}}")
                .contains("a: b: {{a: b}}")
                .contains("US$$: {{US$$}}")
                .doesNotContain("{{{{");
    }

    @Test
    void otherEncodingsAndFilesWithoutHeaderAreTold() throws IOException {
        Files.write(folder.resolve("old.csv"), "Caf\u00e9,1\nTh\u00e9,2\n".getBytes(Charset.forName("windows-1252")));
        Call refused = init();
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("--charset").contains("Nothing was written");
        assertThat(folder.resolve("old.yaml")).doesNotExist();
        Call call = init("--charset", "windows-1252", "--no-header");
        assertThat(call.exit()).as(call.err()).isZero();
        assertThat(call.out()).contains("\"columns\":[\"c1\",\"c2\"]");
        assertThat(fine("old")).contains("header: false, charset: windows-1252");
    }

    @Test
    void nothingIsOverwrittenAndWhatIsUnclearIsAsked() throws IOException {
        assertThat(init().err()).contains("no CSV, TSV or JSONL file").contains("--input FILE");
        input("a.csv", "id\n1\n");
        input("b.tsv", "id\n1\n");
        Call several = init();
        assertThat(several.exit()).isEqualTo(2);
        assertThat(several.err()).contains("a.csv, b.tsv");
        Path mine = input("a.yaml", "mine");
        Call there = init("--input", folder.resolve("a.csv").toString());
        assertThat(there.exit()).isEqualTo(2);
        assertThat(there.err()).contains("is there already").contains("--name");
        assertThat(mine).hasContent("mine");
        assertThat(init("--input", folder.resolve("a.csv").toString(), "--name", "Not a name")
                        .err())
                .contains("no name of a job");
        Call absent = init("--input", folder.resolve("nosuch.csv").toString());
        assertThat(absent.exit()).isEqualTo(2);
        input("l.jsonl", "{\"id\":1}\n");
        Call lines = init("--input", folder.resolve("l.jsonl").toString(), "--no-header");
        assertThat(lines.exit()).isEqualTo(2);
        assertThat(lines.err()).contains("for CSV and TSV");
        input("c.txt", "id\n1\n");
        assertThat(init("--input", folder.resolve("c.txt").toString()).err()).contains("tells no format");
        input("empty.csv", "id\n");
        assertThat(init("--input", folder.resolve("empty.csv").toString()).exit())
                .isEqualTo(2);
    }
}
