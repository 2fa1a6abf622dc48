package com.handinger.batch.jobfile;

import java.nio.file.Path;
import java.util.Objects;

/** One worker: named, or made from a whole template; with a schema that the service would store. */
final class WorkerRules {

    static final String TEMPLATE = "worker.template";

    private final Path file;
    private final Binder binder;

    WorkerRules(Path file, Binder binder) {
        this.file = file;
        this.binder = binder;
    }

    void check() {
        if (binder.givenIn(TEMPLATE)) {
            checkTemplate();
        } else if (!binder.given(Keys.WORKER_ID)) {
            binder.missing(Keys.WORKER_ID, "; or worker.template, from which a worker is made");
        }
        checkSchema(Keys.OUTPUT_SCHEMA);
        checkSchema(Keys.TEMPLATE_SCHEMA);
    }

    private void checkTemplate() {
        if (binder.given(Keys.WORKER_ID)) {
            binder.refuse(
                    Keys.WORKER_ID,
                    "a worker's id beside worker.template",
                    "keep one of them; --adopt-worker ID says that a worker was made from the template before");
        }
        if (binder.given(Keys.OUTPUT_SCHEMA)) {
            binder.refuse(
                    Keys.OUTPUT_SCHEMA, "a schema beside worker.template", "move it to worker.template.outputSchema");
        }
        boolean told = binder.given(Keys.TEMPLATE_INSTRUCTIONS);
        if (told && binder.given(Keys.TEMPLATE_PROMPT)) {
            binder.refuse(
                    Keys.TEMPLATE_PROMPT,
                    "a prompt beside instructions",
                    "keep one of them: instructions are kept as they are, a prompt lets the service write them");
        } else if (!told && !binder.given(Keys.TEMPLATE_PROMPT)) {
            binder.missing(Keys.TEMPLATE_INSTRUCTIONS, "; or worker.template.prompt");
        }
    }

    private void checkSchema(Key<SchemaType.Source> key) {
        SchemaType.Source source = binder.given(key) ? binder.read(key) : null;
        if (source != null) {
            Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file stands in a folder");
            new Schemas(folder).faults(source).forEach(fault -> binder.refuse(key, fault.found(), fault.cure()));
        }
    }
}
