package com.handinger.batch.jobfile;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Lines of a text that is hardly YAML, as a person sees them; numbers begin with 1. */
final class YamlLines {

    private static final Pattern BLOCK = Pattern.compile(".*[:-]\\s+[|>][0-9+-]*\\s*(?:#.*)?");
    private static final int SHOWN = 40;

    private final List<String> lines;
    private final List<String> code = new ArrayList<>();

    YamlLines(List<String> lines) {
        this.lines = lines;
        int block = -1;
        for (String line : lines) {
            boolean inside = block >= 0 && (line.isBlank() || indent(line) > block);
            block = inside ? block : BLOCK.matcher(line).matches() ? indent(line) : -1;
            code.add(inside || line.strip().startsWith("#") ? "" : line);
        }
    }

    /** The line as it stands; empty where there is none. */
    String text(int number) {
        return number < 1 || number > lines.size() ? "" : lines.get(number - 1);
    }

    /** The same without comments and without the text below {@code |} or {@code >}. */
    String code(int number) {
        return number < 1 || number > code.size() ? "" : code.get(number - 1);
    }

    /** Whether a line between these two has the sign in it. */
    boolean between(int above, int below, String sign) {
        return lines.subList(above, below - 1).stream().anyMatch(line -> line.contains(sign));
    }

    /** The nearest line above with more than a comment; 0 without one. */
    int above(int number) {
        int above = Math.min(number, lines.size() + 1) - 1;
        while (above > 0 && code(above).isBlank()) {
            above--;
        }
        return above;
    }

    /** Where the first colon that ends a key is; -1 without one. */
    int firstColon(int number) {
        String line = text(number);
        int colon = line.indexOf(": ");
        return colon < 0 && line.endsWith(":") ? line.length() - 1 : colon;
    }

    /** How many blanks a line begins with. */
    int indent(int number) {
        return indent(text(number));
    }

    /** The same in words. */
    String indented(int number) {
        int spaces = indent(number);
        return spaces == 0 ? "no space" : spaces == 1 ? "1 space" : spaces + " spaces";
    }

    /** The key of the line, or its beginning, in quotes. */
    String shown(int number) {
        String line = text(number).strip();
        int colon = line.indexOf(": ");
        String key =
                colon > 0 ? line.substring(0, colon) : line.endsWith(":") ? line.substring(0, line.length() - 1) : line;
        return '"' + (key.length() > SHOWN ? key.substring(0, SHOWN) + "…" : key) + '"';
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }
}
