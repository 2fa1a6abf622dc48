package com.handinger.batch.jobfile;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a job file: YAML 1.2, whose scalars are read by the type of their key and not by their looks. Without state;
 * threads may share it.
 */
public final class JobFileReader {

    private JobFileReader() {}

    /**
     * Reads and checks a job file. Nothing else is opened: whether the input exists, and whether its columns fit the
     * template, is checked elsewhere.
     *
     * @param file the job file; a relative path counts from the current directory
     * @param environment environment variables, for {@code ${NAME}} in values, {@code HANDINGER_BASE_URL} and
     *     {@code HANDINGER_RUNS_DIR}
     * @throws JobFileException with all problems at once, when there is at least one; to repeat the call helps only
     *     after a change of the file, the overrides or the environment
     */
    public static JobFile read(Path file, Overrides overrides, Map<String, String> environment)
            throws JobFileException {
        return draft(file, overrides, environment).jobFile();
    }

    /** Reads a job file like {@link #read}, and leaves its problems in the draft, so that others can add theirs. */
    public static JobDraft draft(Path file, Overrides overrides, Map<String, String> environment) {
        Problems problems = new Problems();
        Entries entries = new Entries(file.toString(), problems);
        boolean readable = addFile(file, entries, problems);
        overrides.set().forEach(entries::set);

        Variables variables = new Variables(environment);
        Binder binder = new Binder(entries, variables, problems);
        if (readable) {
            binder.readAll();
            new Rules(file, binder, variables, problems).check();
        }
        return new JobDraft(new Assembly(file, binder, variables, overrides), binder, problems, readable);
    }

    /** Whether the file is YAML with keys, so that a missing key is worth a message. */
    private static boolean addFile(Path file, Entries entries, Problems problems) {
        String text = SourceText.read(file, problems);
        if (text == null) {
            return false;
        }
        YamlText yaml = new YamlText(file.toString(), text, problems);
        Node root = yaml.root();
        if (root != null) {
            new Secrets(file.toString(), problems).scan(root, "");
        }
        boolean mapping = isMapping(root, new Place(file.toString(), 1), problems);
        new Secrets(file.toString(), problems).scanLines(yaml.lines());
        if (mapping && root instanceof MappingNode keys) {
            entries.addSection(keys, "", yaml);
        }
        return mapping;
    }

    private static boolean isMapping(@Nullable Node root, Place top, Problems problems) {
        if (root instanceof MappingNode) {
            return true;
        }
        if (root != null && !YamlText.isNull(root)) {
            problems.add(top, "", "found no keys", "begin with version: 1; accepted keys: " + keys());
        } else if (!problems.any()) {
            problems.add(top, "", "this file is empty", "begin with version: 1; accepted keys: " + keys());
        }
        return false;
    }

    private static String keys() {
        return String.join(", ", Keys.children(""));
    }
}
