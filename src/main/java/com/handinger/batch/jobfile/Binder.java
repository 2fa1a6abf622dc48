package com.handinger.batch.jobfile;

import org.jspecify.annotations.Nullable;

/** Typed values of the keys. */
final class Binder {

    private final Entries entries;
    private final Variables variables;
    private final Problems problems;

    Binder(Entries entries, Variables variables, Problems problems) {
        this.entries = entries;
        this.variables = variables;
        this.problems = problems;
    }

    /** Reads each key once, so that all problems of single keys are reported. */
    void readAll() {
        Keys.all().forEach(this::read);
    }

    /** The key's value or its default; null when it has neither, or after a problem was reported. */
    <T> @Nullable T read(Key<T> key) {
        Value value = entries.get(key);
        String fallback = key.otherwise().text();
        if (value == null && fallback != null) {
            value = Entries.written(key, fallback, Place.DEFAULT);
        }
        if (value == null) {
            if (key.required()) {
                entries.reportMissing(key);
            }
            return null;
        }
        return key.type().read(value, new Site(key.path(), variables, problems));
    }

    /** The value of a key that is required or has a default, once it is known that there are no problems. */
    <T> T need(Key<T> key) {
        T value = read(key);
        if (value == null) {
            throw new IllegalStateException(key.path() + " has no value");
        }
        return value;
    }

    /** Whether the key was written, rightly or wrongly. */
    boolean given(Key<?> key) {
        return entries.get(key) != null;
    }

    /** The key's scalar with its variables put in, whether its type accepts it or not; null without one. */
    @Nullable
    String written(Key<?> key) {
        return entries.get(key) instanceof Value.Text text ? variables.expand(text.raw(), fault -> {}) : null;
    }

    /** Whether any key of a section was written. */
    boolean givenIn(String section) {
        return Keys.all().stream().anyMatch(key -> key.path().startsWith(section + ".") && given(key));
    }

    /** Reports that the key is absent, and what could stand in its place. */
    void missing(Key<?> key, String instead) {
        entries.reportMissing(key, instead);
    }

    /** Reports a problem at the key. */
    void refuse(Key<?> key, String fault, String accepted) {
        refuse(key, fault, accepted, null);
    }

    void refuse(Key<?> key, String fault, String accepted, @Nullable String nearest) {
        Value value = entries.get(key);
        problems.add(value == null ? Place.DEFAULT : value.place(), key.path(), fault, accepted, nearest);
    }
}
