package com.handinger.batch.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.handinger.batch.browser.Browser;
import com.handinger.batch.browser.Tab;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a person meets in {@code report.html}: drawings, search, keys, colours, and texts that mean harm. */
@Timeout(180)
class PageInBrowserTest {

    private static final int ROWS = 120;
    private static final String TAKE = "window.taken=1;document.title='taken'";
    private static final String HOSTILE = "</script><script>" + TAKE
            + "</script></title></style></svg><img src=x onerror=\""
            + TAKE + "\"><svg onload=\"" + TAKE + "\"><a href=\"javascript:" + TAKE + "\">x</a><iframe srcdoc='<script>"
            + TAKE
            + "</script>'></iframe><link rel=stylesheet href=http://127.0.0.1:9/x.css><!-- ]]> \u2028 {{job}} {{{job}}}"
            + " @@rows@@ \\u003c & &lt; ' onmouseover='" + TAKE + "' \"autofocus onfocus=\"" + TAKE;

    private static final List<String> PLACES = List.of(
            "h1",
            "header .soft",
            "#concurrency td",
            "#failures td p",
            ".pair td.t",
            "#limits td",
            "#starts td.t",
            "#all-rows > .hint",
            "#rows td.t:nth-child(2)",
            "#rows td.clip:nth-child(4)",
            "#rows td.clip:nth-child(5)",
            "#rows td.clip:nth-child(6)",
            "#rows tr.detail dd");

    @TempDir
    private static Path folder = Path.of("");

    private static @Nullable Browser browser;
    private static URI hostile = URI.create("");

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> program = Browser.installed();
        assumeThat(program).as("no chromium on the PATH").isPresent();
        new SamplePage(ROWS, HOSTILE).write(folder.resolve("hostile.html"));
        hostile = folder.resolve("hostile.html").toUri();
        browser = Browser.start(program.orElseThrow(), folder.resolve("profile"));
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private static Tab open(URI page) throws Exception {
        Tab tab = Objects.requireNonNull(browser).open(page);
        tab.await("document.getElementById('rows').children.length > 0");
        return tab;
    }

    private static void quiet(Tab tab, URI page) {
        assertThat(tab.errors()).isEmpty();
        assertThat(tab.requests()).as("what it asked for").containsExactly(page.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "progress-chart",
                "pace-chart",
                "requests-chart",
                "concurrency-chart",
                "credits-chart",
                "times-chart",
                "share"
            })
    void eachChartIsDrawnAndToldInWords(String id) throws Exception {
        Tab tab = open(hostile);
        String chart = "document.getElementById('" + id + "-t').closest('svg')";
        assertThat(tab.text(chart + ".getAttribute('role')")).isEqualTo("img");
        assertThat(tab.text("document.getElementById('" + id + "-t').textContent"))
                .isNotBlank();
        assertThat(tab.text("document.getElementById('" + id + "-d').textContent"))
                .containsPattern("\\d");
        JsonNode marks = tab.value(
                "[..." + chart + ".querySelectorAll('path, rect')].map(mark => {"
                        + " const box = mark.getBoundingClientRect(); return mark.getTotalLength() > 20 && box.width + box.height > 5; })");
        assertThat(marks.size()).as("marks").isPositive();
        assertThat(marks.toString()).as("each has a length and a place").doesNotContain("false");
        quiet(tab, hostile);
    }

    @Test
    void noTextIsMarkupAndEachIsThereWhole() throws Exception {
        Tab tab = open(hostile);
        tab.value("document.querySelectorAll('#rows button').forEach(button => button.click())");
        assertThat(tab.value("window.taken === undefined && document.title !== 'taken'")
                        .asBoolean())
                .isTrue();
        assertThat(tab.text("document.querySelectorAll('img, iframe, link, object, embed, base, svg svg').length"))
                .isEqualTo("0");
        assertThat(tab.text("document.querySelectorAll('script').length")).isEqualTo("1");
        assertThat(
                        tab.text(
                                "[...document.querySelectorAll('*')].flatMap(node => [...node.attributes])"
                                        + ".filter(given => given.name.startsWith('on') || /^\\s*javascript:/i.test(given.value)).length"))
                .as("handlers and addresses that run")
                .isEqualTo("0");
        for (String place : PLACES) {
            String nodes = "[...document.querySelectorAll(" + Tab.quoted(place) + ")]";
            assertThat(tab.value(nodes + ".some(node => node.textContent.includes(" + Tab.quoted(HOSTILE)
                                    + ".slice(0, 40)))")
                            .asBoolean())
                    .as(place)
                    .isTrue();
        }
        for (String part : List.of("Input", "Output", "Structured output", "Error")) {
            assertThat(tab.value("[...document.querySelectorAll('tr.detail dt')].some(dt => dt.textContent === '" + part
                                    + "' && dt.nextSibling.textContent.includes('onerror='))")
                            .asBoolean())
                    .as(part)
                    .isTrue();
        }
        quiet(tab, hostile);
    }

    @Test
    void whatIsTypedIsFoundInEveryText() throws Exception {
        Tab tab = open(hostile);
        assertThat(tab.text("document.getElementById('found').textContent")).isEqualTo("120 rows of 120");
        tab.value("document.getElementById('q').focus()");
        tab.type("structured42 K42");
        tab.await("document.getElementById('found').textContent === '1 row of 120'");
        assertThat(tab.text("document.querySelectorAll('#rows > tr').length")).isEqualTo("1");
        assertThat(tab.text("location.hash")).isEqualTo("#q=structured42+K42");

        tab.value("document.getElementById('q').select()");
        tab.type("k1");
        tab.await("document.getElementById('found').textContent === '32 rows of 120'");
        tab.value("document.getElementById('q').select()");
        tab.type("nowhere");
        tab.await("document.getElementById('found').textContent === '0 rows of 120'");

        tab.go(URI.create(hostile + "#q=input&status=failed&order=credits"));
        tab.await("document.getElementById('found').textContent === '12 rows of 120'");
        assertThat(tab.text("document.querySelector('#rows td:nth-child(7)').textContent"))
                .isEqualTo("2");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void everythingIsReachedByKeyAndItIsSeenWhereOneIs() throws Exception {
        Tab tab = open(hostile);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 120 && !names.contains("Next page"); i++) {
            tab.press("Tab");
            names.add(
                    tab.text(
                            "(() => { const at = document.activeElement;"
                                    + " return at.id === 'next' ? 'Next page' : at.id || at.getAttribute('aria-label') || at.textContent; })()"));
            assertThat(tab.value(
                                    "(() => { const style = getComputedStyle(document.activeElement);"
                                            + " return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; })()")
                            .asBoolean())
                    .as(names.get(i))
                    .isTrue();
        }
        assertThat(names)
                .containsSubsequence(
                        "To the report", "Progress", "Rows", "Rows a minute as a table", "q", "status", "order")
                .containsSubsequence("order", "Show row 1", "Show row 50", "Next page");
        assertThat(names).as("nothing holds the focus").doesNotHaveDuplicates();

        tab.press("Enter");
        tab.await("document.querySelector('#rows th').textContent === '51'");
        tab.value("document.querySelector('#rows button').focus()");
        tab.press("Enter");
        assertThat(tab.text("document.activeElement.getAttribute('aria-expanded')"))
                .isEqualTo("true");
        assertThat(tab.text("document.querySelector('#rows tr.detail').textContent"))
                .contains("input51");
        tab.press("Enter");
        assertThat(tab.text("document.querySelectorAll('#rows tr.detail').length"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void allOfItCanBeReadInBothSchemes(String scheme) throws Exception {
        Tab tab = open(hostile);
        tab.scheme(scheme);
        tab.value("document.querySelectorAll('details').forEach(one => { one.open = true; })");
        tab.value("document.querySelectorAll('#rows button').forEach(button => button.click())");
        JsonNode told = tab.value(resource("/browser/contrast.js"));
        assertThat(told.get("seen").asInt()).isGreaterThan(500);
        assertThat(told.get("poor").toString()).isEqualTo("[]");
    }

    /** What is wider scrolls in a box of its own. */
    @ParameterizedTest
    @ValueSource(ints = {320, 400, 1280})
    void noWindowIsTooNarrow(int width) throws Exception {
        Tab tab = open(hostile);
        tab.width(width);
        String wide = "[...document.querySelectorAll('body *')].filter(node => !node.parentElement.closest('.scroll')"
                + " && node.getBoundingClientRect().right > innerWidth + 1 && !node.closest('svg')).map(node => node.outerHTML.slice(0, 80))";
        assertThat(tab.value(wide).toString()).isEqualTo("[]");
        assertThat(tab.value("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(width);
    }

    private static String resource(String name) throws Exception {
        try (InputStream in = Objects.requireNonNull(PageInBrowserTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
