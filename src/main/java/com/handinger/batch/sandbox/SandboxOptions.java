package com.handinger.batch.sandbox;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a sandbox behaves.
 *
 * @param port 0 lets the system choose a free one
 * @param books folder that keeps tasks and workers over restarts; null keeps them in memory only
 * @param seed answers, durations, prices and chance faults are a function of it
 * @param settings choices that differ from their default
 * @param keys the name of the user of each API key; with none named, every key is the same user
 * @param zone in which cron expressions are read
 */
public record SandboxOptions(
        int port,
        @Nullable Path books,
        long seed,
        Latency latency,
        Prices prices,
        Map<Setting, String> settings,
        Limits limits,
        Faults faults,
        Shares shares,
        Map<String, String> keys,
        ZoneId zone) {

    public SandboxOptions {
        settings = Map.copyOf(settings);
        keys = Map.copyOf(keys);
        settings.forEach(SandboxOptions::check);
    }

    /** Any free port, nothing kept, nothing fails, no limits. */
    public static SandboxOptions defaults() {
        return new SandboxOptions(
                0,
                null,
                1,
                Latency.defaults(),
                Prices.defaults(),
                Map.of(),
                Limits.defaults(),
                Faults.none(),
                Shares.none(),
                Map.of(),
                ZoneId.of("UTC"));
    }

    public SandboxOptions withPort(int number) {
        return new SandboxOptions(number, books, seed, latency, prices, settings, limits, faults, shares, keys, zone);
    }

    public SandboxOptions withBooks(@Nullable Path folder) {
        return new SandboxOptions(port, folder, seed, latency, prices, settings, limits, faults, shares, keys, zone);
    }

    public SandboxOptions withSeed(long number) {
        return new SandboxOptions(port, books, number, latency, prices, settings, limits, faults, shares, keys, zone);
    }

    public SandboxOptions withLatency(Latency shape) {
        return new SandboxOptions(port, books, seed, shape, prices, settings, limits, faults, shares, keys, zone);
    }

    public SandboxOptions withPrices(Prices list) {
        return new SandboxOptions(port, books, seed, latency, list, settings, limits, faults, shares, keys, zone);
    }

    /** Throws {@link IllegalArgumentException} when the setting has no such choice. */
    public SandboxOptions with(Setting setting, String choice) {
        Map<Setting, String> changed = new EnumMap<>(Setting.class);
        changed.putAll(settings);
        changed.put(setting, choice);
        return new SandboxOptions(port, books, seed, latency, prices, changed, limits, faults, shares, keys, zone);
    }

    public SandboxOptions withLimits(Limits allowed) {
        return new SandboxOptions(port, books, seed, latency, prices, settings, allowed, faults, shares, keys, zone);
    }

    public SandboxOptions withFaults(Faults decision) {
        return new SandboxOptions(port, books, seed, latency, prices, settings, limits, decision, shares, keys, zone);
    }

    public SandboxOptions withFailedRuns(double share) {
        return withShares(new Shares(share, shares.schemaMisses(), shares.publishedFiles()));
    }

    public SandboxOptions withSchemaMisses(double share) {
        return withShares(new Shares(shares.failedRuns(), share, shares.publishedFiles()));
    }

    public SandboxOptions withPublishedFiles(double share) {
        return withShares(new Shares(shares.failedRuns(), shares.schemaMisses(), share));
    }

    private SandboxOptions withShares(Shares changed) {
        return new SandboxOptions(port, books, seed, latency, prices, settings, limits, faults, changed, keys, zone);
    }

    /** Names the users of keys, by key; no other key is valid then. */
    public SandboxOptions withKeys(Map<String, String> users) {
        return new SandboxOptions(port, books, seed, latency, prices, settings, limits, faults, shares, users, zone);
    }

    public SandboxOptions withZone(ZoneId named) {
        return new SandboxOptions(port, books, seed, latency, prices, settings, limits, faults, shares, keys, named);
    }

    /** The choice in force. */
    public String choice(Setting setting) {
        return settings.getOrDefault(setting, setting.standard());
    }

    boolean is(Setting setting, String choice) {
        return choice(setting).equals(choice);
    }

    /** A setting whose choices are status codes. */
    int code(Setting setting) {
        return Integer.parseInt(choice(setting));
    }

    private static void check(Setting setting, String choice) {
        if (!setting.choices().contains(choice)) {
            throw new IllegalArgumentException("The sandbox setting " + setting.key() + " cannot be \"" + choice
                    + "\". It accepts " + String.join(", ", setting.choices()) + ".");
        }
    }
}
