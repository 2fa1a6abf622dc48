package com.handinger.batch.cli;

import com.handinger.batch.api.WorkerApi;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of a worker can be said when it is made and later. */
final class WorkerFields {

    private static final int MOST_TITLE = 200;
    private static final int MOST_SUMMARY = 80;
    private static final int MOST_INSTRUCTIONS = 20_000;

    @Option(names = "--title", paramLabel = "TEXT", description = "1 to 200 characters.")
    @Nullable
    String title;

    @Option(names = "--summary", paramLabel = "TEXT", description = "One line, at most 80 characters.")
    @Nullable
    String summary;

    @Option(
            names = "--instructions",
            paramLabel = "TEXT",
            description = "Kept as they are, at most 20,000 characters. @FILE reads a file, - standard input.")
    @Nullable
    String instructions;

    @Option(names = "--visibility", paramLabel = "WHO", description = "public (the organisation) or private.")
    @Nullable
    String visibility;

    @Option(
            names = "--output-schema",
            paramLabel = "JSON",
            description = "JSON Schema (Draft-07) of an object that every answer shall fit. @FILE reads a file.")
    @Nullable
    String outputSchema;

    /** Checks them, too. */
    WorkerApi.Fields checked(Arguments arguments, @Nullable String prompt) {
        return new WorkerApi.Fields(
                arguments.length("--title", title, 1, MOST_TITLE),
                arguments.length("--summary", summary, 0, MOST_SUMMARY),
                arguments.length(
                        "--instructions", arguments.text("--instructions", instructions), 0, MOST_INSTRUCTIONS),
                prompt,
                arguments.choice("--visibility", visibility, List.of("public", "private")),
                arguments.schema("--output-schema", outputSchema));
    }
}
