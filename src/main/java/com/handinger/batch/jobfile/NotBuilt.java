package com.handinger.batch.jobfile;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key, or some values of a key, that this version refuses by name instead of ignoring it.
 *
 * @param path dotted path; keys below it are refused with it
 * @param values the values that are refused; null means the key as a whole
 * @param name the key, or the key with its values for people
 * @param instead what to do until it is built
 */
record NotBuilt(String path, @Nullable Pattern values, String name, String instead) {

    static final List<NotBuilt> TABLE = List.of(values(
            "store.url", "(?is)jdbc:postgresql:.*", "jdbc:postgresql://…", "use jdbc:h2:file:PATH, or remove it"));

    private static NotBuilt key(String path, String instead) {
        return new NotBuilt(path, null, path, instead);
    }

    private static NotBuilt values(String path, String values, String names, String instead) {
        return new NotBuilt(path, Pattern.compile(values), path + ": " + names, instead);
    }

    /** The entry that refuses this key, itself or with the key above it; null when none does. */
    static @Nullable NotBuilt key(String path) {
        return TABLE.stream()
                .filter(entry -> entry.values == null && (path + ".").startsWith(entry.path + "."))
                .findFirst()
                .orElse(null);
    }

    /** The entry that refuses this value of a working key; null when none does. */
    static @Nullable NotBuilt value(String path, String value) {
        for (NotBuilt entry : TABLE) {
            if (entry.path.equals(path)
                    && entry.values != null
                    && entry.values.matcher(value.strip()).matches()) {
                return entry;
            }
        }
        return null;
    }

    /** The names directly in this section that are refused as a whole. */
    static Set<String> children(String section) {
        String prefix = section.isEmpty() ? "" : section + ".";
        return TABLE.stream()
                .filter(entry -> entry.values == null && entry.path.startsWith(prefix))
                .map(entry -> entry.path.substring(prefix.length()))
                .filter(name -> !name.contains("."))
                .collect(Collectors.toSet());
    }

    void report(Place place, String at, Problems problems) {
        problems.add(place, at, (values == null ? "this key" : "this value") + " is not built yet", instead);
    }
}
