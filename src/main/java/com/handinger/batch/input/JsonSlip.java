package com.handinger.batch.input;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a parser says of a line that is no JSON, in words for whoever wrote the line. */
final class JsonSlip {

    private static final String FOUND = "Unexpected character \\('(.)' \\(code \\d+\\)\\)";
    private static final Map<Pattern, String> WORDS = words();

    private JsonSlip() {}

    private static Map<Pattern, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put(
                "Unexpected end-of-input", "the line ends before its object does; write each object whole on one line");
        words.put("Unrecognized token '(.*?)'", "$1 is no JSON value; a text needs double quotes");
        words.put("Non-standard token '(.*?)'", "$1 is no JSON value; write null, or a text in double quotes");
        words.put("Unexpected close marker '(.)'", "found $1 that nothing opened");
        words.put(FOUND + ": was expecting double-quote", "found $1 where a name in double quotes is needed");
        words.put(FOUND + ": was expecting a colon", "found $1 where a colon is needed");
        words.put(FOUND + ": was expecting comma", "found $1 where a comma is needed");
        words.put(FOUND + ": expected a", "found $1 where a value is needed");
        words.put(FOUND + " in numeric value", "found $1 where a digit of a number is needed");
        words.put(FOUND, "found $1 where it cannot stand");
        words.put("Invalid numeric value: Leading", "a number begins with 0; what keeps it is a text in double quotes");
        words.put(
                "Unrecognized character escape '(.)'",
                "found \\\\$1, which JSON does not have; a backslash is \\\\\\\\");
        words.put("Illegal unquoted character", "found a control character in a text; write it as \\\\t or \\\\n");
        words.put("Duplicate Object property \"(.*)\"", "the member \"$1\" stands here twice");
        Map<Pattern, String> patterns = new LinkedHashMap<>();
        words.forEach((regex, text) -> patterns.put(Pattern.compile(regex + ".*", Pattern.DOTALL), text));
        return patterns;
    }

    static String of(String fault) {
        for (Map.Entry<Pattern, String> entry : WORDS.entrySet()) {
            Matcher matcher = entry.getKey().matcher(fault);
            if (matcher.matches()) {
                return matcher.replaceFirst(entry.getValue());
            }
        }
        return fault.replaceAll("\\s*\\R\\s*", " ");
    }
}
