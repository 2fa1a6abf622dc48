package com.handinger.batch.run;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/** Ids of runs that nobody named: when they began, and 64 random bits. */
final class RunIds {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RunIds() {}

    static String next(Instant now, SecureRandom random) {
        return TIME.format(now) + "-" + HexFormat.of().toHexDigits(random.nextLong());
    }
}
