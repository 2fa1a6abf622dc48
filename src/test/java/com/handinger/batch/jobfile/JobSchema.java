package com.handinger.batch.jobfile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The JSON Schema of the job file (Draft-07), made from the table of keys: what an editor completes, explains and marks.
 * It refuses nothing that the program accepts; what only the program can tell, such as whether a file is there, it lets pass.
 */
final class JobSchema {

    private static final String NOTHING_ACCEPTED = "\u0000";
    private static final List<String> PROBES = List.of("true", "20", "30s", "1MB", "low", "x");
    private static final Map<String, Object> VARIABLE = Map.of("$ref", "#/definitions/variable");

    private JobSchema() {}

    /** The whole schema, in the order of the table. */
    static Map<String, Object> whole() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", "handinger-batch job file");
        schema.put("description", "A job of handinger-batch. Every key is explained in docs/job-file.md.");
        schema.putAll(section("", "version", "input", "task", "worker"));
        schema.put(
                "definitions",
                Map.of(
                        "variable",
                        ordered("type", "string", "pattern", "\\$\\{", "description", "An environment variable")));
        return schema;
    }

    private static Map<String, Object> section(String path, String... required) {
        Map<String, Object> properties = new LinkedHashMap<>();
        Keys.all().stream()
                .map(Key::path)
                .filter(key -> path.isEmpty() || key.startsWith(path + "."))
                .map(key ->
                        key.substring(path.isEmpty() ? 0 : path.length() + 1).replaceFirst("\\..*", ""))
                .distinct()
                .forEach(name -> properties.put(name, child(path.isEmpty() ? name : path + "." + name)));
        // A section whose keys are all commented out is there, and empty.
        Object types = required.length > 0 ? "object" : List.of("object", "null");
        Map<String, Object> section = ordered("type", types, "additionalProperties", false);
        if (required.length > 0) {
            section.put("required", List.of(required));
        }
        section.put("properties", properties);
        return section;
    }

    private static Map<String, Object> child(String path) {
        Key<?> key = Keys.find(path);
        if (key == null) {
            return switch (path) {
                case "input" -> section(path, "file");
                case "task" -> section(path, "input");
                default -> section(path);
            };
        }
        Map<String, Object> entry = ordered(
                "description",
                key.sentence() + " Accepted: "
                        + key.type().accepts()
                        + (key.required()
                                ? ". Required."
                                : ". Otherwise: " + key.otherwise().words() + "."));
        Map<String, Object> values = values(key.type());
        if (Keys.isSection(path)) {
            entry.put("anyOf", List.of(values, section(path)));
        } else {
            entry.putAll(values);
        }
        return entry;
    }

    private static Map<String, Object> values(Type<?> type) {
        if (type instanceof Type.Listing<?> list) {
            Map<String, Object> items = ordered("type", "array", "items", values(list.element()));
            items.put("uniqueItems", true);
            items.put("minItems", list.mayBeEmpty() ? 0 : 1);
            return items;
        }
        if (!(type instanceof Type.Scalar<?> scalar)) {
            return ordered("type", List.of("string", "object"));
        }
        Map<String, Object> form = form(scalar);
        boolean anyText = form.equals(text(scalar));
        return anyText ? form : either(form, VARIABLE);
    }

    /** What a scalar looks like, from what its own reading makes of samples. */
    private static Map<String, Object> form(Type.Scalar<?> scalar) {
        Class<?> made = PROBES.stream()
                .map(probe -> (Object) scalar.reading().read(probe))
                .filter(Objects::nonNull)
                .findFirst()
                .<Class<?>>map(Object::getClass)
                .orElse(String.class);
        if (made == Boolean.class) {
            return ordered("type", "boolean");
        }
        if (made == Duration.class) {
            return ordered("type", "string", "pattern", "^(0|[1-9][0-9]{0,8})(ms|s|m|h|d)$");
        }
        if (made == Long.class) {
            return ordered("type", "string", "pattern", "^(0|[1-9][0-9]{0,8})(B|KB|MB|GB)$");
        }
        if (made == Integer.class) {
            return whole(scalar);
        }
        boolean closed = !scalar.words().isEmpty() && scalar.reading().read(NOTHING_ACCEPTED) == null;
        return closed ? closed(scalar) : text(scalar);
    }

    private static Map<String, Object> whole(Type.Scalar<?> scalar) {
        String[] words = scalar.accepts().split(" ", -1);
        long most = Long.parseLong(words[words.length - 1]);
        return ordered("type", "integer", "minimum", accepted(scalar, "0") ? 0 : 1, "maximum", most);
    }

    /** Words alone, or words beside numbers, ranges and templates. */
    private static Map<String, Object> closed(Type.Scalar<?> scalar) {
        boolean others = Stream.of("20", "{{x}}").anyMatch(sample -> accepted(scalar, sample));
        if (others) {
            return text(scalar);
        }
        List<Object> words = scalar.words().stream()
                .<Object>map(word -> word.matches("[0-9]+") ? Integer.valueOf(word) : word)
                .toList();
        return ordered("enum", words);
    }

    /** What YAML takes for a number or a flag is a text here, where the key takes one that looks so. */
    private static Map<String, Object> text(Type.Scalar<?> scalar) {
        List<String> types = new ArrayList<>(List.of("string"));
        if (accepted(scalar, "5")) {
            types.add("number");
        }
        if (accepted(scalar, "true")) {
            types.add("boolean");
        }
        Map<String, Object> text = ordered("type", types.size() == 1 ? "string" : types);
        List<String> words = scalar.words();
        return words.isEmpty() ? text : either(ordered("enum", words), text);
    }

    private static boolean accepted(Type.Scalar<?> scalar, String text) {
        return scalar.reading().read(text) != null;
    }

    private static Map<String, Object> either(Map<String, Object> one, Map<String, Object> other) {
        return ordered("anyOf", List.of(one, other));
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
