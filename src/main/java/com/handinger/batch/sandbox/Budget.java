package com.handinger.batch.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much a task may spend, from cheapest to dearest. */
public enum Budget {
    LOW,
    STANDARD,
    HIGH,
    UNLIMITED;

    /** The word that requests use. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Budget> named(String word) {
        return Arrays.stream(values())
                .filter(budget -> budget.word().equals(word))
                .findFirst();
    }
}
