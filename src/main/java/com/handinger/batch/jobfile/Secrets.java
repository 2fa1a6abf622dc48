package com.handinger.batch.jobfile;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Secrets do not belong into a job file, and never into a message. */
final class Secrets {

    static final String API_KEY_CURE =
            "remove it: the API key comes from HANDINGER_API_KEY or HANDINGER_API_KEY_FILE alone";
    static final String STORE_CURE = "remove it: the store's user and password come from HANDINGER_STORE_USER and"
            + " HANDINGER_STORE_PASSWORD (or …_FILE) alone";

    private static final String API_KEY_FOUND = "something that looks like an API key";
    private static final Pattern API_KEY =
            Pattern.compile("hdg_(live|test)_[A-Za-z0-9_-]*|hdg_[A-Za-z0-9_-]{8,}", Pattern.CASE_INSENSITIVE);
    private static final Set<String> NAMES = Set.of("apikey", "token", "password", "authorization", "secret");

    private final String file;
    private final Problems problems;

    Secrets(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** Whether the text holds something that looks like an API key. */
    static boolean in(String text) {
        return API_KEY.matcher(text).find();
    }

    /** Whether a key of this name would hold a secret. */
    static boolean named(String key) {
        return NAMES.contains(key.toLowerCase(Locale.ROOT).replaceAll("[_-]", ""));
    }

    static String hide(String text) {
        return API_KEY.matcher(text).replaceAll("hdg_***");
    }

    static void refuseKey(Place place, String path, Problems problems) {
        problems.add(place, path, "a key for a secret", API_KEY_CURE);
    }

    static void refuseValue(Place place, String path, Problems problems) {
        problems.add(place, path, API_KEY_FOUND, API_KEY_CURE);
    }

    /** Reports each scalar with an API key in it, and each key made for a secret, wherever they stand. */
    void scan(Node node, String path) {
        if (node instanceof ScalarNode scalar && in(scalar.getValue())) {
            refuseValue(new Place(file, YamlText.line(node)), path, problems);
        } else if (node instanceof SequenceNode sequence) {
            int index = 0;
            for (Node item : sequence.getValue()) {
                scan(item, path + "[" + index++ + "]");
            }
        } else if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> scanTuple(tuple, path));
        }
    }

    private void scanTuple(NodeTuple tuple, String section) {
        String path = section;
        if (tuple.getKeyNode() instanceof ScalarNode key) {
            path = section.isEmpty() ? key.getValue() : section + "." + key.getValue();
            // What a schema names stands in answers, and holds no secret itself.
            if (named(key.getValue()) && !section.contains(Keys.SCHEMA_NAME)) {
                refuseKey(new Place(file, YamlText.line(key)), path, problems);
                return;
            }
        }
        scan(tuple.getKeyNode(), path);
        scan(tuple.getValueNode(), path);
    }

    /** Reports each line with an API key in it that has no problem yet: comments, and text that is no YAML. */
    void scanLines(List<String> lines) {
        for (int number = 1; number <= lines.size(); number++) {
            if (in(lines.get(number - 1)) && !problems.hasLine(number)) {
                refuseValue(new Place(file, number), "", problems);
            }
        }
    }
}
