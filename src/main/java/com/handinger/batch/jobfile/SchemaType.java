package com.handinger.batch.jobfile;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** A schema: the path of a file that holds it, or the schema itself. Its texts are never expanded. */
record SchemaType() implements Type<SchemaType.Source> {

    /** Where a schema stands. */
    sealed interface Source {

        /** In a file of its own; the path as it was written. */
        record InFile(Path path) implements Source {}

        /** In the job file, or in {@code --set}. */
        record Inline(MappingNode node) implements Source {}
    }

    @Override
    public String accepts() {
        return "a path of a JSON file, or the schema as a mapping";
    }

    @Override
    public @Nullable Source read(Value value, Site site) {
        if (value instanceof Value.Mapping mapping) {
            return new Source.Inline(mapping.node());
        }
        if (!(value instanceof Value.Text text)) {
            site.refuse(value, accepts(), null);
            return null;
        }
        String expanded = site.text(text);
        if (expanded == null) {
            return null;
        }
        try {
            if (!expanded.isBlank()) {
                return new Source.InFile(Path.of(expanded));
            }
        } catch (InvalidPathException invalid) {
            site.refuse(text, accepts(), null);
            return null;
        }
        site.refuse(text, accepts(), null);
        return null;
    }
}
