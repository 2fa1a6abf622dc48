package com.handinger.batch.jobfile;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/** The right name that a wrong one was probably meant to be. */
public final class Nearest {

    private Nearest() {}

    /**
     * The candidate within a third of its length in edits, letter case and separators apart; of two as near the
     * one that it is the beginning of; null without one.
     */
    public static @Nullable String of(String wrong, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> near(wrong, candidate))
                .min(Comparator.<String>comparingInt(candidate -> distance(wrong, candidate))
                        .thenComparing(candidate -> !bare(candidate).startsWith(bare(wrong))))
                .orElse(null);
    }

    /** What has nothing in common with the wrong name, such as 1 with 2, is no suggestion. */
    private static boolean near(String wrong, String candidate) {
        int distance = distance(wrong, candidate);
        return distance <= Math.max(1, candidate.length() / 3)
                && distance < Math.max(bare(wrong).length(), bare(candidate).length());
    }

    /** Edits; two letters that changed places are one. */
    private static int distance(String wrong, String candidate) {
        int edits = LevenshteinDistance.getDefaultInstance().apply(bare(wrong), bare(candidate));
        return edits == 2 && Arrays.equals(letters(wrong), letters(candidate)) ? 1 : edits;
    }

    private static int[] letters(String name) {
        return bare(name).chars().sorted().toArray();
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_\\s-]", "");
    }
}
