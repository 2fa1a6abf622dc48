package com.handinger.batch.jobfile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The values of the known keys as written; every other key is a problem. */
final class Entries {

    /** Of a flag that has keys of its own below it: to write them is to want it. */
    static final String SWITCHED_ON = "true";

    private static final String SET = "accepted: --set key=value, such as --set limits.concurrency=5";

    private final String file;
    private final Problems problems;
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Integer> sections = new HashMap<>();
    private final Set<String> misfits = new HashSet<>();

    Entries(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** What was written for the key; null when it is absent. */
    @Nullable
    Value get(Key<?> key) {
        return values.get(key.path());
    }

    /** Reports a required key that is absent, at the line of its section where there is one. */
    void reportMissing(Key<?> key) {
        reportMissing(key, "");
    }

    /** The same with what could stand in its place. */
    void reportMissing(Key<?> key, String instead) {
        int dot = key.path().lastIndexOf('.');
        String section = dot < 0 ? "" : key.path().substring(0, dot);
        if (!misfits.contains(section) && !misfits.contains(key.path())) {
            Place place = new Place(file, sections.getOrDefault(section, 0));
            problems.add(
                    place,
                    key.path(),
                    "this key is missing",
                    "accepted: " + key.type().accepts() + instead);
        }
    }

    /** Takes all keys of a section; empty for the root. */
    void addSection(MappingNode node, String section, YamlText yaml) {
        Map<String, Integer> lines = new HashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Place place = yaml.place(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(place, section, "found a key that is no text", accepted(section));
                continue;
            }
            Integer first = lines.putIfAbsent(key.getValue(), place.line());
            if (first != null) {
                String fault = "this key stands here a second time, first on line " + first;
                problems.add(place, path(section, key.getValue()), fault, "keep one of them");
            } else if (known(place, section, key.getValue())) {
                addNode(tuple.getValueNode(), path(section, key.getValue()), yaml);
            }
        }
    }

    private void addNode(Node node, String path, YamlText yaml) {
        Key<?> itself = Keys.find(path);
        if (itself != null && Keys.isSection(path) && node instanceof MappingNode) {
            values.put(path, new Value.Text(yaml.place(node), SWITCHED_ON));
        } else if (itself != null) {
            values.put(path, yaml.value(node));
            return;
        }
        sections.put(path, YamlText.line(node));
        if (node instanceof MappingNode mapping) {
            addSection(mapping, path, yaml);
        } else if (!YamlText.isNull(node)) {
            misfits.add(path);
            String found = "found " + yaml.value(node).description();
            problems.add(yaml.place(node), path, found, "accepted: a mapping; " + accepted(path));
        }
    }

    /** Takes one {@code key=value} of the command line; replaces what the file says. */
    void set(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 0) {
            String fault = "--set without \"=\"";
            problems.add(Place.SET, assignment, fault, SET);
            return;
        }
        String path = assignment.substring(0, equals).strip();
        if (path.isEmpty()) {
            problems.add(Place.SET, "", "--set without a key", SET);
            return;
        }
        int dot = path.lastIndexOf('.');
        String section = dot < 0 ? "" : path.substring(0, dot);
        Key<?> key = Keys.find(path);
        if (key != null) {
            values.put(path, written(key, assignment.substring(equals + 1), Place.SET));
        } else if (Keys.isSection(path)) {
            problems.add(Place.SET, path, "this is a section", "set one of its keys; " + accepted(path));
        } else {
            known(Place.SET, section, path.substring(dot + 1));
        }
    }

    /** The value of a key that is written on one line: a list as in YAML, else text, with YAML's quotes or without. */
    static Value written(Key<?> key, String text, Place place) {
        if (key.type() instanceof SchemaType && text.startsWith("{")) {
            Node schema = new YamlText(place.file(), text, new Problems()).root();
            return schema instanceof MappingNode mapping
                    ? new Value.Mapping(place, mapping)
                    : new Value.Text(place, text);
        }
        return writtenOnOneLine(key, text, place);
    }

    private static Value writtenOnOneLine(Key<?> key, String text, Place place) {
        boolean list = key.type() instanceof Type.Listing;
        if (!list && !text.startsWith("\"") && !text.startsWith("'")) {
            return new Value.Text(place, text);
        }
        YamlText yaml = new YamlText(place.file(), text, new Problems());
        Node node = yaml.root();
        if (list && node instanceof SequenceNode) {
            return at(place, yaml.value(node));
        }
        boolean quoted = node instanceof ScalarNode scalar && scalar.getScalarStyle() != ScalarStyle.PLAIN;
        return !list && quoted && node != null ? at(place, yaml.value(node)) : new Value.Text(place, text);
    }

    private static Value at(Place place, Value value) {
        if (value instanceof Value.Items items) {
            return new Value.Items(
                    place, items.values().stream().map(item -> at(place, item)).toList());
        }
        return value instanceof Value.Text text
                ? new Value.Text(place, text.raw())
                : new Value.Misfit(place, value.description(), null);
    }

    /** Whether the name is a key or section of this section; otherwise a problem says what it is instead. */
    private boolean known(Place place, String section, String name) {
        String path = path(section, name);
        if (Secrets.named(name) || path.equals("api.key")) {
            Secrets.refuseKey(place, path, problems);
        } else if (name.contains(".") && Keys.find(path) != null) {
            problems.add(place, path, "found a key with dots", "write its parts as nested keys");
        } else if (!name.strip().equals(name.replaceAll("^[\\h\\s]+|[\\h\\s]+$", ""))) {
            problems.add(place, path, "found a space that is none (a no-break space, code A0)", "write plain spaces");
        } else if (glued(section, name) != null) {
            String key = String.valueOf(glued(section, name));
            misfits.add(path(section, key));
            String found = "found \"" + name + "\", a key without a space behind its colon";
            String value = name.substring(key.length() + 1);
            problems.add(place, path(section, key), found, "write " + key + ": " + value);
        } else if (!Keys.children(section).contains(name)) {
            problems.add(place, path, "unknown key", accepted(section), Keys.nearest(section, name));
        } else {
            return true;
        }
        return false;
    }

    /** The key of this section that a name begins with, up to its first colon; null without one. */
    private static @Nullable String glued(String section, String name) {
        int colon = name.indexOf(':');
        return colon > 0 && Keys.children(section).contains(name.substring(0, colon)) ? name.substring(0, colon) : null;
    }

    private static String accepted(String section) {
        String keys = String.join(", ", Keys.children(section));
        return keys.isEmpty() ? "there is no section " + section : "accepted keys: " + keys;
    }

    private static String path(String section, String name) {
        return section.isEmpty() ? name : section + "." + name;
    }
}
