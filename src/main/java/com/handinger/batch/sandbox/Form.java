package com.handinger.batch.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code multipart/form-data} body (RFC 7578): text parts become members, the parts {@code files} and {@code files[]} files,
 * others are ignored.
 */
final class Form {

    private static final int BAD_REQUEST = 400;
    private static final String LINE = "\r\n";
    private static final Set<String> FILES = Set.of("files", "files[]");
    private static final Pattern BOUNDARY = Pattern.compile("(?i)boundary=(?:\"([^\"]+)\"|([^;\\s]+))");
    private static final Pattern NAME = Pattern.compile("(?i)[;\\s]name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("(?i)[;\\s]filename=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern CODED_FILE_NAME = Pattern.compile("(?i)[;\\s]filename\\*=UTF-8''([^;\\s]+)");
    private static final Pattern TYPE = Pattern.compile("(?im)^content-type:[ \\t]*([^\\r\\n]+)");

    private final ObjectNode members = JsonNodeFactory.instance.objectNode();
    private final List<Upload> files = new ArrayList<>();

    /** A file as it came; the text has one character for each byte. */
    record Upload(String name, String mediaType, String latin) {

        byte[] bytes() {
            return latin.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private Form() {}

    /** Throws {@link Refusal} 400 when the body is not what its type says. */
    static Form read(String contentType, byte[] body) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw broken("its Content-Type names no boundary");
        }
        String delimiter = LINE + "--" + (boundary.group(1) == null ? boundary.group(2) : boundary.group(1));
        String text = LINE + new String(body, StandardCharsets.ISO_8859_1);
        Form form = new Form();
        int at = text.indexOf(delimiter);
        while (at >= 0 && !text.startsWith("--", at + delimiter.length())) {
            int start = text.indexOf(LINE, at + delimiter.length());
            int end = text.indexOf(delimiter, at + delimiter.length());
            if (start < 0 || end < start) {
                throw broken("a part of it has no end");
            }
            form.take(text.substring(start, end));
            at = end;
        }
        if (at < 0) {
            throw broken("its boundary is not in it");
        }
        return form;
    }

    ObjectNode members() {
        return members;
    }

    List<Upload> files() {
        return List.copyOf(files);
    }

    private void take(String part) {
        int split = part.indexOf(LINE + LINE);
        if (split < 0) {
            throw broken("a part of it has no empty line after its headers");
        }
        String headers = utf8(part.substring(0, split));
        String content = part.substring(split + 2 * LINE.length());
        String name = first(NAME, headers);
        String type = first(TYPE, headers);
        if (name != null && FILES.contains(name)) {
            files.add(new Upload(fileName(headers), type == null ? "application/octet-stream" : type.strip(), content));
        } else if (name != null && !name.isEmpty()) {
            members.put(name, utf8(content));
        }
    }

    /** Without folders: a file lies where the sandbox puts it. */
    private static String fileName(String headers) {
        String coded = first(CODED_FILE_NAME, headers);
        String plain = first(FILE_NAME, headers);
        String name = coded != null ? Operation.decode(coded) : plain == null ? "" : plain.replaceAll("\\\\(.)", "$1");
        String base = name.replace("%22", "\"").replaceAll(".*[/\\\\]", "").replaceAll("\\p{Cntrl}", "");
        return base.isBlank() || base.matches("\\.+") ? "file" : base;
    }

    private static @Nullable String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1) : null;
    }

    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static Refusal broken(String why) {
        return new Refusal(BAD_REQUEST, "The body is not valid multipart/form-data: " + why + ".");
    }
}
