package com.handinger.batch.jobfile;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers with a unit: {@code 10m}, {@code 512KB}. Without state; threads may share it. */
public final class Units {

    private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,8})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,8})(B|KB|MB|GB)");
    private static final Map<String, Duration> TIMES = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Integer> BYTES = Map.of("B", 1, "KB", 1 << 10, "MB", 1 << 20, "GB", 1 << 30);

    private Units() {}

    /** A whole number with ms, s, m, h or d; null for anything else. */
    public static @Nullable Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        Duration unit = matcher.matches() ? TIMES.get(matcher.group(2)) : null;
        return unit == null ? null : unit.multipliedBy(Long.parseLong(matcher.group(1)));
    }

    /** Bytes: a whole number with B, KB (1024 B), MB (1024 KB) or GB (1024 MB); null for anything else. */
    public static @Nullable Long bytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        Integer unit = matcher.matches() ? BYTES.get(matcher.group(2)) : null;
        return unit == null ? null : Long.parseLong(matcher.group(1)) * unit;
    }
}
