package com.handinger.batch.jobfile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a key takes. */
sealed interface Type<T> permits Type.Scalar, Type.Listing, SchemaType {

    /** What is accepted, for messages and documentation. */
    String accepts();

    /** The value as the program wants it; null after at least one problem was reported to the site. */
    @Nullable
    T read(Value value, Site site);

    /** Makes a value of a scalar's text; null means that the text is not accepted. */
    interface Reading<T> {
        @Nullable
        T read(String text);
    }

    /**
     * One scalar.
     *
     * @param words all words that are accepted, to suggest the nearest; empty where there is no such list
     */
    record Scalar<T>(String accepts, List<String> words, Reading<T> reading) implements Type<T> {

        Scalar(String accepts, Reading<T> reading) {
            this(accepts, List.of(), reading);
        }

        @Override
        public @Nullable T read(Value value, Site site) {
            if (!(value instanceof Value.Text text)) {
                site.refuse(value, accepts, null);
                return null;
            }
            String expanded = site.text(text);
            if (expanded == null) {
                return null;
            }
            T result = reading.read(expanded);
            if (result == null) {
                site.refuse(text, accepts, Nearest.of(expanded, words));
            }
            return result;
        }
    }

    /** A list of scalars without repetition. */
    record Listing<E>(Scalar<E> element, boolean mayBeEmpty) implements Type<List<E>> {

        @Override
        public String accepts() {
            return (mayBeEmpty ? "a list [a, b] of " : "a list [a, b], not empty, of ") + element.accepts();
        }

        @Override
        public @Nullable List<E> read(Value value, Site site) {
            if (!(value instanceof Value.Items items)) {
                site.refuse(value, accepts(), listed(value));
                return null;
            }
            if (items.values().isEmpty() && !mayBeEmpty) {
                site.problems().add(items.place(), site.path(), "found an empty list", "accepted: " + accepts());
                return null;
            }
            List<E> read = new ArrayList<>();
            Set<E> seen = new HashSet<>();
            for (Value item : items.values()) {
                E element = element().read(item, site);
                if (element != null && !seen.add(element)) {
                    String twice = "found " + item.description() + " twice";
                    site.problems().add(item.place(), site.path(), twice, "accepted: each entry once");
                } else if (element != null) {
                    read.add(element);
                }
            }
            return read.size() == items.values().size() ? List.copyOf(read) : null;
        }

        /** One element as a list of it; null for what is none. */
        private @Nullable String listed(Value value) {
            return value instanceof Value.Text text && element.reading().read(text.raw()) != null
                    ? "[" + text.raw() + "]"
                    : null;
        }
    }
}
