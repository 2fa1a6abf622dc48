package com.handinger.batch.jobfile;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Some values of a key that this version refuses by name instead of misreading them.
 *
 * @param path dotted path
 * @param values the values that are refused
 * @param name the key with its values, for people
 * @param instead what to do until it is built
 */
record NotBuilt(String path, Pattern values, String name, String instead) {

    static final List<NotBuilt> TABLE = List.of(
            of("store.url", "(?is)jdbc:postgresql:.*", "jdbc:postgresql://…", "use jdbc:h2:file:PATH, or remove it"));

    private static NotBuilt of(String path, String values, String names, String instead) {
        return new NotBuilt(path, Pattern.compile(values), path + ": " + names, instead);
    }

    /** The entry that refuses this value of a working key; null when none does. */
    static @Nullable NotBuilt value(String path, String value) {
        return TABLE.stream()
                .filter(entry -> entry.path.equals(path)
                        && entry.values.matcher(value.strip()).matches())
                .findFirst()
                .orElse(null);
    }

    void report(Place place, String at, Problems problems) {
        problems.add(place, at, "this value is not built yet", instead);
    }
}
