package com.handinger.batch.jobfile;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/** The right name that a wrong one was probably meant to be. */
final class Nearest {

    private Nearest() {}

    /** The candidate within a third of its length in edits, letter case and separators apart; null without one. */
    static @Nullable String of(String wrong, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> distance(wrong, candidate) <= Math.max(1, candidate.length() / 3))
                .min(Comparator.comparingInt(candidate -> distance(wrong, candidate)))
                .orElse(null);
    }

    private static int distance(String wrong, String candidate) {
        return LevenshteinDistance.getDefaultInstance().apply(bare(wrong), bare(candidate));
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_\\s-]", "");
    }
}
