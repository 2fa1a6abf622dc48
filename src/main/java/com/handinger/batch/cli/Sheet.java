package com.handinger.batch.cli;

import com.handinger.batch.progress.Legible;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The server's objects for people: facts one under the other, and tables. */
final class Sheet {

    private static final Pattern BREAK = Pattern.compile("\\R");
    private static final String GAP = "  ";
    private static final int CELL = 48;
    private static final String NOTHING = "-";

    private Sheet() {}

    /** Every member on a line of its own. */
    static List<String> facts(JsonNode object) {
        return facts(object, Set.of());
    }

    /** @param without members that are left out */
    static List<String> facts(JsonNode object, Set<String> without) {
        List<Map.Entry<String, String>> facts = new ArrayList<>();
        object.properties().forEach(member -> {
            if (without.contains(member.getKey())) {
                return;
            }
            if (member.getValue().isObject() && !member.getKey().matches("(?i)structured_?output|output_?schema")) {
                member.getValue()
                        .properties()
                        .forEach(inner ->
                                facts.add(Map.entry(member.getKey() + "." + inner.getKey(), text(inner.getValue()))));
            } else {
                facts.add(Map.entry(member.getKey(), text(member.getValue())));
            }
        });
        int width =
                facts.stream().mapToInt(fact -> fact.getKey().length()).max().orElse(0);
        String margin = " ".repeat(width) + GAP;
        return facts.stream()
                .map(fact -> (pad(fact.getKey(), width)
                                + GAP
                                + BREAK.matcher(fact.getValue().strip()).replaceAll("\n" + margin))
                        .stripTrailing())
                .toList();
    }

    /** A line of headings and a line for each of the rows; what is long is cut. */
    static List<String> table(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        rows.forEach(row -> Arrays.setAll(
                widths, column -> Math.max(widths[column], cell(row.get(column)).length())));
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            line.append(pad(cell(row.get(column)), widths[column])).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    /** A value as a person reads it; a dash for none. */
    static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode() || (value.isArray() && value.isEmpty())) {
            return NOTHING;
        }
        String text = value.isString() ? value.stringValue() : value.toString();
        return text.isBlank() ? NOTHING : clean(text);
    }

    /** Without what would steer a terminal. */
    static String clean(String text) {
        return Legible.of(text);
    }

    private static String cell(String text) {
        String line = BREAK.matcher(text).replaceAll(" ");
        return line.length() <= CELL ? line : line.substring(0, CELL - 1) + "…";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    /** An object as it is; a text alone, as older servers give it, as the one member of an object. */
    static JsonNode object(String member, JsonNode answer) {
        return answer.isString() ? JsonNodeFactory.instance.objectNode().set(member, answer) : answer;
    }
}
