package com.handinger.batch.jobfile;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** The value of a key as it was written, before its type is known. */
sealed interface Value {

    Place place();

    /** The value for a message: a text in quotes, or what else it is. */
    String description();

    /** A scalar; what YAML would make of it does not matter. */
    record Text(Place place, String raw) implements Value {

        private static final int SHOWN = 80;

        @Override
        public String description() {
            String oneLine = raw.strip().replaceAll("\\s*\\R\\s*", " ");
            return '"' + (oneLine.length() > SHOWN ? oneLine.substring(0, SHOWN) + "…" : oneLine) + '"';
        }
    }

    /** A list. */
    record Items(Place place, List<Value> values) implements Value {

        @Override
        public String description() {
            return "a list";
        }
    }

    /** A mapping that is no section. */
    record Mapping(Place place, MappingNode node) implements Value {

        @Override
        public String description() {
            return "a mapping";
        }
    }

    /**
     * What no key takes.
     *
     * @param cure what to do about it; null means that the key's type says it
     */
    record Misfit(Place place, String description, @Nullable String cure) implements Value {}
}
