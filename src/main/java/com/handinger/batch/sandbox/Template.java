package com.handinger.batch.sandbox;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One version of a worker template. A turn keeps to the version it was accepted under.
 *
 * @param version 0 for the first
 * @param outputSchema null for plain text answers; never changed in place
 * @param creator null for demo workers and in books of earlier versions: everybody's
 * @param createdMillis since 1970
 */
record Template(
        String id,
        int version,
        String title,
        String summary,
        String instructions,
        @Nullable JsonNode outputSchema,
        String visibility,
        @Nullable String creator,
        long createdMillis,
        long updatedMillis) {

    Template describedBy(String newTitle, String newSummary, String newInstructions) {
        return new Template(
                id,
                version,
                newTitle,
                newSummary,
                newInstructions,
                outputSchema,
                visibility,
                creator,
                createdMillis,
                updatedMillis);
    }

    Template withOutputSchema(@Nullable JsonNode schema) {
        return new Template(
                id, version, title, summary, instructions, schema, visibility, creator, createdMillis, updatedMillis);
    }

    Template withVisibility(String changed) {
        return new Template(
                id,
                version,
                title,
                summary,
                instructions,
                outputSchema,
                changed,
                creator,
                createdMillis,
                updatedMillis);
    }

    /** The next version, with the same content. */
    Template successor(long millis) {
        return new Template(
                id,
                version + 1,
                title,
                summary,
                instructions,
                outputSchema,
                visibility,
                creator,
                createdMillis,
                millis);
    }
}
