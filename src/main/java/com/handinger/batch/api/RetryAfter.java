package com.handinger.batch.api;

import java.math.BigDecimal;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The delay that a 429 asks for: {@code retry-after-ms}, then {@code Retry-After} in seconds or as an HTTP date. */
final class RetryAfter {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,40}(\\.\\d{1,40})?");
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final BigDecimal LONGEST_MS = BigDecimal.valueOf(LONGEST.toMillis());

    private RetryAfter() {}

    /**
     * The delay, as it is, but never more than 100 years.
     *
     * @param now counts only for a date in an answer that does not tell its own
     * @return null when there is none, or none that is a time from now on
     */
    static @Nullable Duration of(HttpHeaders headers, Instant now) {
        Duration exact = number(value(headers, "retry-after-ms"), 1);
        if (exact != null) {
            return exact;
        }
        String text = value(headers, "Retry-After");
        Duration seconds = number(text, 1000);
        if (seconds != null) {
            return seconds;
        }
        Instant until = date(text);
        if (until == null) {
            return null;
        }
        Instant said = date(value(headers, "Date"));
        Duration left = Duration.between(said == null ? now : said, until);
        return left.isNegative() ? null : left;
    }

    private static String value(HttpHeaders headers, String name) {
        Optional<String> value = headers.firstValue(name);
        return value.orElse("").strip();
    }

    private static @Nullable Duration number(String text, int unitMs) {
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        BigDecimal ms = new BigDecimal(text).multiply(BigDecimal.valueOf(unitMs));
        return ms.compareTo(LONGEST_MS) >= 0 ? LONGEST : Duration.ofMillis(ms.longValue());
    }

    static @Nullable Instant date(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
