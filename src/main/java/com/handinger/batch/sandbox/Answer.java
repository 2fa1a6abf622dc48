package com.handinger.batch.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the imaginary worker says in one turn.
 *
 * @param structured null for a worker without a schema, and where the schema was missed
 */
record Answer(String text, @Nullable ObjectNode structured, List<Source> sources) {

    /** A page the answer rests on. */
    record Source(String id, String title, String url) {}

    static Answer none() {
        return new Answer("", null, List.of());
    }
}
