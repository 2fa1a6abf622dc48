package com.handinger.batch.input;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what somebody probably meant. */
final class NearestName {

    private NearestName() {}

    /** The candidate with the fewest edits, blanks and case aside; null when none is near. */
    static @Nullable String to(String name, Collection<String> candidates) {
        String wanted = folded(name);
        int tolerated = Math.max(1, wanted.length() / 3);
        return candidates.stream()
                .filter(candidate -> edits(wanted, folded(candidate)) <= tolerated)
                .min(Comparator.comparingInt(candidate -> edits(wanted, folded(candidate))))
                .orElse(null);
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** Levenshtein distance. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
