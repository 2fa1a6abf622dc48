package com.handinger.batch.sandbox;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Everything about a sandbox that can be set by name, as text. */
public final class Tuning {

    private static final double SIGMA = 1.0;
    private static final int CAP_FACTOR = 50;

    private record Knob(
            String key, BiFunction<SandboxOptions, String, SandboxOptions> set, Function<SandboxOptions, String> get) {}

    private static final List<Knob> KNOBS = List.of(
            new Knob(
                    "latency",
                    (options, text) -> options.withLatency(latency(text)),
                    options -> Quantities.text(options.latency().median())),
            new Knob(
                    "rate",
                    (options, text) -> options.withLimits(Quantities.rate(options.limits(), text)),
                    options -> rate(options.limits())),
            limit(
                    "maxOpen",
                    (limits, text) -> limits.withMaxOpen(Quantities.timeOrNone(text)),
                    limits -> Quantities.text(limits.maxOpen())),
            limit(
                    "readableAfter",
                    (limits, text) -> limits.withReadableAfter(Quantities.time(text)),
                    limits -> Quantities.text(limits.readableAfter())),
            limit(
                    "balance",
                    (limits, text) -> limits.withBalance(Quantities.countOrNone(text)),
                    limits -> Optional.ofNullable(limits.balance())
                            .map(String::valueOf)
                            .orElse(Quantities.NONE)),
            limit(
                    "bodyBytes",
                    (limits, text) -> limits.withBodyBytes(Quantities.bytes(text)),
                    limits -> String.valueOf(limits.bodyBytes())),
            limit(
                    "webhookTimeout",
                    (limits, text) -> limits.withWebhookTimeout(Quantities.time(text)),
                    limits -> Quantities.text(limits.webhookTimeout())),
            limit(
                    "webhookDelay",
                    (limits, text) -> limits.withWebhookDelay(Quantities.time(text)),
                    limits -> Quantities.text(limits.webhookDelay())),
            new Knob(
                    "failedRuns",
                    (options, text) -> options.withFailedRuns(Quantities.share(text)),
                    options -> Quantities.percent(options.shares().failedRuns())),
            new Knob(
                    "schemaMisses",
                    (options, text) -> options.withSchemaMisses(Quantities.share(text)),
                    options -> Quantities.percent(options.shares().schemaMisses())),
            new Knob(
                    "publishingRuns",
                    (options, text) -> options.withPublishedFiles(Quantities.share(text)),
                    options -> Quantities.percent(options.shares().publishedFiles())),
            new Knob(
                    "timezone",
                    (options, text) -> options.withZone(zone(text)),
                    options -> options.zone().getId()));

    private Tuning() {}

    /** Throws {@link IllegalArgumentException}, which says what is accepted. */
    public static SandboxOptions set(SandboxOptions options, String key, String value) {
        Optional<Knob> knob =
                KNOBS.stream().filter(known -> known.key().equals(key)).findFirst();
        if (knob.isPresent()) {
            return named(key, () -> knob.get().set().apply(options, value));
        }
        if (Stream.of(Setting.values()).noneMatch(setting -> setting.key().equals(key))) {
            TreeSet<String> names = new TreeSet<>(all(options).keySet());
            throw new IllegalArgumentException(
                    "The sandbox has no setting \"" + key + "\". It knows " + String.join(", ", names) + ".");
        }
        return options.with(Setting.named(key), value);
    }

    /** Reads {@code 5%} or {@code dropAfterStart=2%,silence=1%}; throws {@link IllegalArgumentException}. */
    public static SandboxOptions faults(SandboxOptions options, String text) {
        return options.withFaults(FaultShares.parse(text));
    }

    /** Every setting with its value in force. */
    static Map<String, String> all(SandboxOptions options) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            all.put(setting.key(), options.choice(setting));
        }
        KNOBS.forEach(knob -> all.put(knob.key(), knob.get().apply(options)));
        return all;
    }

    private static Knob limit(String key, BiFunction<Limits, String, Limits> set, Function<Limits, String> get) {
        return new Knob(
                key,
                (options, text) -> options.withLimits(set.apply(options.limits(), text)),
                options -> get.apply(options.limits()));
    }

    private static SandboxOptions named(String key, Supplier<SandboxOptions> change) {
        try {
            return change.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The sandbox setting " + key + ": " + e.getMessage(), e);
        }
    }

    private static Latency latency(String text) {
        var median = Quantities.time(text);
        return median.isZero()
                ? Latency.fixed(median)
                : Latency.lognormal(median, SIGMA, median.multipliedBy(CAP_FACTOR));
    }

    private static String rate(Limits limits) {
        if (limits.requests() == 0) {
            return Quantities.NONE;
        }
        return limits.requests() + (limits.span().toSeconds() == 1 ? "/s" : "/m");
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a zone such as UTC or Europe/Madrid.", e);
        }
    }
}
