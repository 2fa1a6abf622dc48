package com.handinger.batch.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.handinger.batch.task.RowState;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class MetricsTest {

    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)\\{([^}]*)} (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final Reading LAST = new Reading(
            Map.of(RowState.COMPLETED, 4L), new Reading.Credits(9, 0, 100L), new Reading.Requests(6, 9, 1, 3), null);

    private static final Reading BEFORE = new Reading(
            Map.of(RowState.PENDING, 10L), new Reading.Credits(2, 0, 100L), new Reading.Requests(0, 0, 0, 0), null);

    private final List<String> said = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    /** Rows, credits and requests as they are given, and everything else that there is. */
    private static Reading reading(long completed) {
        return new Reading(
                Map.of(RowState.COMPLETED, completed, RowState.PENDING, 10 - completed),
                new Reading.Credits(7, 2, 100L),
                new Reading.Requests(5, 9, 1, 3),
                new Reading.Tasks(10, 4, 1, 16, 120, new Reading.Wait("outage", 12.5)));
    }

    private Metrics metrics(MetricsPlan plan, Duration interval) {
        Metrics metrics = new Metrics(plan, "my job/1", said::add, interval);
        metrics.began(new Metrics.Run("r1", "https://handinger.com", "1.0", true, NOW.minusSeconds(60)), BEFORE, NOW);
        return metrics;
    }

    private static MetricsPlan plan(Map<String, String> environment) throws MetricsFault {
        return MetricsPlan.of(null, environment);
    }

    @Test
    void fileIsReplacedWhileTheStartWorksAndAtItsEnd() throws Exception {
        Path file = folder.resolve("my job.prom");
        Metrics metrics = metrics(MetricsPlan.of(file, Map.of()), SOON);
        await().atMost(PATIENCE).until(() -> Files.exists(file));
        assertThat(samples(file))
                .containsEntry("handinger_batch_running{}", 1.0)
                .containsEntry("handinger_batch_rows{state=pending}", 10.0)
                .containsEntry("handinger_batch_credits_spent{}", 2.0)
                .containsEntry("handinger_batch_last_success_timestamp_seconds{}", (double)
                        NOW.minusSeconds(60).getEpochSecond());

        metrics.show(reading(3));
        metrics.settled(RowState.COMPLETED, 4_200);
        metrics.settled(RowState.FAILED, 0);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(samples(file))
                        .containsEntry("handinger_batch_rows{state=completed}", 3.0)
                        .containsEntry("handinger_batch_rows{state=failed}", 0.0)
                        .containsEntry("handinger_batch_waiting_seconds{reason=outage}", 12.5)
                        .containsEntry("handinger_batch_task_duration_seconds_sum{state=completed}", 4.2)
                        .doesNotContainKey("handinger_batch_exit_code{}"));

        metrics.ended(6, LAST, NOW.plusSeconds(30), PATIENCE);
        assertThat(samples(file))
                .containsEntry("handinger_batch_running{}", 0.0)
                .containsEntry("handinger_batch_exit_code{}", 6.0)
                .containsEntry("handinger_batch_rows{state=completed}", 4.0)
                .containsEntry("handinger_batch_credits_spent{}", 9.0)
                .containsEntry("handinger_batch_requests_total{kind=send}", 6.0)
                .containsEntry("handinger_batch_tasks_inflight{}", 0.0)
                .containsEntry("handinger_batch_waiting_seconds{reason=outage}", 0.0)
                .containsEntry("handinger_batch_last_completion_timestamp_seconds{}", (double)
                        NOW.plusSeconds(30).getEpochSecond())
                .containsEntry("handinger_batch_last_success_timestamp_seconds{}", (double)
                        NOW.minusSeconds(60).getEpochSecond())
                .doesNotContainKey("handinger_batch_task_duration_seconds_sum{state=failed}");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
        assertThat(said).isEmpty();
    }

    @Test
    void placeOfAFileIsTriedFirst() throws Exception {
        Files.writeString(folder.resolve("plain"), "");
        for (Path place : List.of(folder, folder.resolve("no/job.prom"), folder.resolve("plain/job.prom"))) {
            MetricsFault fault = catchThrowableOfType(MetricsFault.class, () -> MetricsPlan.of(place, Map.of()));
            assertThat(fault).as(place.toString()).hasMessageStartingWith("--metrics-file " + place);
            assertThat(fault).message().containsPattern("name (a file|one|another one)");
        }
        Path link = Files.createSymbolicLink(folder.resolve("link.prom"), folder.resolve("plain"));
        assertThat(MetricsPlan.of(link, Map.of()).file())
                .isEqualTo(folder.resolve("plain").toRealPath());
    }

    @Test
    void pushgatewayGetsTheGroupOfTheJob() throws Exception {
        try (Post post = new Post(202)) {
            Metrics metrics = metrics(
                    plan(Map.of(
                            "HANDINGER_PUSHGATEWAY_URL", post.url() + "/prefix/",
                            "HANDINGER_PUSHGATEWAY_USER", "me",
                            "HANDINGER_PUSHGATEWAY_PASSWORD", "secret")),
                    NEVER);
            metrics.show(reading(10));
            metrics.ended(0, reading(10), NOW, PATIENCE);

            assertThat(post.last().line())
                    .matches("PUT /prefix/metrics/job/handinger-batch/job_name@base64/bXkgam9iLzE=? text/plain.*");
            assertThat(post.last().authorization()).isEqualTo("Basic bWU6c2VjcmV0");
            assertThat(samples(post.last().body().toStringUtf8()))
                    .containsEntry("handinger_batch_exit_code{}", 0.0)
                    .containsEntry("handinger_batch_last_success_timestamp_seconds{}", (double) NOW.getEpochSecond())
                    .containsEntry("handinger_batch_rows{state=completed}", 10.0);
            assertThat(said).isEmpty();
        }
    }

    @Test
    void whatHoldsNoMetricsIsNotWrittenOver() throws Exception {
        Path job = Files.writeString(folder.resolve("job.yaml"), "version: 1\n");
        assertThatThrownBy(() -> MetricsPlan.of(job, Map.of()))
                .isInstanceOf(MetricsFault.class)
                .hasMessageContaining("holds no metrics");
        Files.writeString(job, "# HELP handinger_batch_credits_limit of a former start\n");
        assertThat(MetricsPlan.of(job, Map.of()).nowhere()).isFalse();
    }

    @Test
    void otlpReceiverGetsMessagesOfMetrics() throws Exception {
        try (Post post = new Post(200)) {
            Metrics metrics = metrics(
                    plan(Map.of(
                            "OTEL_EXPORTER_OTLP_ENDPOINT", post.url() + "/otel/",
                            "OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20secret,x-a=b",
                            "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test%2C1,service.name=other",
                            "OTEL_SERVICE_NAME", "nightly",
                            "OTEL_METRIC_EXPORT_INTERVAL", "100")),
                    NEVER);
            metrics.show(reading(3));
            metrics.settled(RowState.COMPLETED, 4_200);
            await().atMost(PATIENCE).until(() -> !post.letters().isEmpty());
            metrics.ended(1, reading(10), NOW, PATIENCE);

            assertThat(post.last().line()).isEqualTo("POST /otel/v1/metrics application/x-protobuf");
            assertThat(post.last().authorization()).isEqualTo("Bearer secret");
            assertTold(ExportMetricsServiceRequest.parseFrom(post.last().body()).getResourceMetrics(0));
            assertThat(said).isEmpty();
        }
    }

    private static void assertTold(ResourceMetrics told) throws IOException {
        Map<String, String> resource = told.getResource().getAttributesList().stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey, pair -> pair.getValue().getStringValue()));
        assertThat(resource).containsEntry("service.name", "nightly").containsEntry("deployment.environment", "test,1");
        Map<String, Metric> metrics = told.getScopeMetrics(0).getMetricsList().stream()
                .collect(Collectors.toMap(Metric::getName, one -> one, (one, other) -> one));
        List<String> names =
                table().stream().map(Line::name).filter(name -> !name.isEmpty()).toList();
        assertThat(metrics.keySet()).containsExactlyInAnyOrderElementsOf(names);
        Metric exit = told(metrics, "handinger.batch.exit.code");
        assertThat(exit.getGauge().getDataPoints(0).getAsDouble()).isEqualTo(1);
        Metric duration = told(metrics, "handinger.batch.task.duration");
        assertThat(duration.getUnit()).isEqualTo("seconds");
        assertThat(duration.getHistogram().getDataPoints(0).getSum()).isEqualTo(4.2);
    }

    private static Metric told(Map<String, Metric> metrics, String name) {
        return Objects.requireNonNull(metrics.get(name), name);
    }

    @Test
    void whoDoesNotTakeFiguresIsSaidOnceAndDelaysNothing() throws Exception {
        try (Post refusing = new Post(500);
                Post redirecting = new Post(302);
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String hanging = "http://127.0.0.1:" + silent.getLocalPort();
            int closed;
            try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                closed = gone.getLocalPort();
            }
            assertComplaint(both(hanging, redirecting.url()), "no answer in time", "it answered 302");
            assertComplaint(both(refusing.url(), hanging), "it answered 500", "no answer in time");
            assertComplaint(
                    both("http://127.0.0.1:" + closed, refusing.url()), "nobody answers there", "it answered 500");
            assertThat(redirecting.letters()).extracting(Post.Letter::path).doesNotContain("/elsewhere");
        }
        said.clear();
        Path place = Files.createDirectory(folder.resolve("soon gone"));
        Metrics metrics = metrics(MetricsPlan.of(place.resolve("job.prom"), Map.of()), NEVER);
        await().atMost(PATIENCE).until(() -> Files.exists(place.resolve("job.prom")));
        Files.delete(place.resolve("job.prom"));
        Files.delete(place);
        metrics.ended(0, reading(10), NOW, PATIENCE);
        assertThat(said).singleElement().asString().contains("soon gone/job.prom: its folder is not there");
    }

    private static Map<String, String> both(String gateway, String receiver) {
        return Map.of(
                "HANDINGER_PUSHGATEWAY_URL", gateway,
                "HANDINGER_PUSHGATEWAY_USER", "me",
                "HANDINGER_PUSHGATEWAY_PASSWORD", "neverToBeSeen",
                "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", receiver + "/v1?token=neverToBeSeen",
                "OTEL_EXPORTER_OTLP_HEADERS", "authorization=neverToBeSeen",
                "OTEL_METRIC_EXPORT_INTERVAL", "200");
    }

    private void assertComplaint(Map<String, String> environment, String gateway, String receiver) throws Exception {
        said.clear();
        Metrics metrics = metrics(plan(environment), SOON);
        long began = System.nanoTime();
        metrics.show(reading(3));
        metrics.ended(0, reading(10), NOW, Duration.ofMillis(500));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        assertThat(said).hasSize(2).allMatch(line -> line.endsWith(". No row depends on it; said once"));
        assertThat(said)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("Metrics do not get to the Pushgateway http://127.0.0.1:")
                        .contains(": " + gateway + "."))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("Metrics do not get to the OTLP receiver http://127.0.0.1:")
                        .contains(": " + receiver + "."))
                .noneMatch(line -> line.contains("neverToBeSeen"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void environmentThatCannotBeFollowed(Map<String, Object> row) {
        Map<String, String> environment = new HashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(row.get("env")))
                .forEach((name, value) -> environment.put(String.valueOf(name), String.valueOf(value)));
        MetricsFault fault = catchThrowableOfType(MetricsFault.class, () -> plan(environment));
        assertThat(fault).as(String.valueOf(row.get("id"))).isNotNull();
        for (Object words : (List<?>) Objects.requireNonNull(row.get("says"))) {
            assertThat(fault).hasMessageContaining(String.valueOf(words));
        }
        assertThat(fault).message().doesNotContainIgnoringCase("neverToBeSeen").doesNotContain("ToBeSeen");
    }

    @SuppressWarnings("unchecked")
    static Stream<Map<String, Object>> faults() throws IOException {
        try (var in = Objects.requireNonNull(MetricsTest.class.getResourceAsStream("/metrics/plans.yaml"))) {
            Object rows = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return ((List<Map<String, Object>>) Objects.requireNonNull(rows)).stream();
        }
    }

    @Test
    void nobodyIsToldWithoutAPlaceOrWhereOtelIsSwitchedOff() throws Exception {
        for (Map<String, String> environment : List.of(
                Map.<String, String>of(),
                Map.of("HANDINGER_PUSHGATEWAY_URL", "", "OTEL_EXPORTER_OTLP_ENDPOINT", " "),
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h", "OTEL_SDK_DISABLED", "TRUE"),
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_SDK_DISABLED", "true"),
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_METRICS_EXPORTER", "none, none"),
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://h",
                        "OTEL_EXPORTER_OTLP_PROTOCOL",
                        "grpc",
                        "OTEL_METRICS_EXPORTER",
                        "none"))) {
            assertThat(plan(environment)).isEqualTo(MetricsPlan.NONE);
        }
        assertThat(plan(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h:3", "OTEL_METRICS_EXPORTER", "otlp,otlp"))
                        .toString())
                .contains("h:3");
        MetricsPlan both = plan(both("http://h:1", "http://h:2"));
        assertThat(both.toString()).contains("h:1", "h:2").doesNotContain("neverToBeSeen");
    }

    private record Line(String name, String exported, String type, Set<String> tags) {}

    private static List<Line> table() throws IOException {
        return Files.readAllLines(Path.of("docs/metrics.md")).stream()
                .map(line -> line.split(" *\\| *", -1))
                .filter(cells -> cells.length == 7 && cells[2].startsWith("`handinger_batch"))
                .map(cells -> new Line(
                        cells[1].replace("`", ""),
                        cells[2].replace("`", ""),
                        cells[3],
                        Arrays.stream(cells[4].replace("`", "").split(", ", -1))
                                .filter(tag -> !tag.isEmpty())
                                .collect(Collectors.toCollection(TreeSet::new))))
                .toList();
    }

    @Test
    void thePageHasALineForEachMetric() throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Meters meters = new Meters(registry, "job", NOW);
        meters.run("r1", "https://handinger.com", "1.0");
        meters.show(reading(3));
        meters.settled(RowState.COMPLETED, 4_200);
        meters.ended(0, NOW);
        meters.succeeded(NOW);

        Set<Line> exported = new HashSet<>();
        String text = registry.scrape();
        Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$").matcher(text).results().forEach(type -> {
            Set<String> tags = new TreeSet<>();
            text.lines()
                    .filter(line -> line.matches(type.group(1) + "(_count)?\\{.*"))
                    .forEach(line -> LABEL.matcher(line)
                            .results()
                            .map(label -> label.group(1).replace("run_id", "run.id"))
                            .filter(tag -> !tag.equals("job_name"))
                            .forEach(tags::add));
            exported.add(new Line("", type.group(1), type.group(2), tags));
        });
        assertThat(table().stream()
                        .map(line -> new Line("", line.exported, line.type, line.tags))
                        .toList())
                .hasSizeGreaterThan(20)
                .containsExactlyInAnyOrderElementsOf(exported);
        String page = Files.readString(Path.of("docs/metrics.md"));
        assertThat(RowState.values())
                .allMatch(state -> page.contains("`" + state.name().toLowerCase(Locale.ROOT) + "`"));
        String rules = Files.readString(Path.of("samples/operations/alerts.yml"));
        assertThat(Pattern.compile("(?m)^ {8}expr: .*").matcher(rules).results().toList())
                .hasSize(9)
                .allMatch(expr -> exported.stream()
                        .anyMatch(line -> Pattern.compile("\\b" + line.exported + "\\b")
                                .matcher(expr.group())
                                .find()));
        assertThat(Pattern.compile("(?m)^ {6}- alert: (\\w+)").matcher(rules).results())
                .allMatch(alert -> page.contains("`" + alert.group(1) + "`"));
    }

    private static Map<String, Double> samples(Path file) throws IOException {
        return samples(Files.readString(file));
    }

    /** Every sample by its name and tags but the job's; each line has to be one, or a comment. */
    private static Map<String, Double> samples(String text) {
        assertThat(text).endsWith("\n");
        Map<String, Double> samples = new TreeMap<>();
        text.lines().filter(line -> !line.matches("# (HELP|TYPE) [a-z_]+ .+")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            Map<String, String> tags = new TreeMap<>();
            LABEL.matcher(sample.group(2)).results().forEach(label -> tags.put(label.group(1), label.group(2)));
            assertThat(tags.remove("job_name")).as(line).isEqualTo("my job/1");
            String name = sample.group(1) + tags.toString().replace(" ", "");
            assertThat(samples.put(name, Double.valueOf(sample.group(3))))
                    .as(line)
                    .isNull();
        });
        return samples;
    }
}
