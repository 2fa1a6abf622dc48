package com.handinger.batch.output;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names for the files that one task published, which are a stranger's words: one folder deep, usable on every system,
 * and no two alike. The same names in the same order lead to the same. Not for several threads.
 */
public final class FileNames {

    /** The folder of such files in the folder of the results. */
    public static final String FOLDER = "files";

    /** With a number and the mark of a draft it stays below 255. */
    private static final int MOST_BYTES = 180;

    private static final int LONGEST_EXTENSION = 20;

    private static final Pattern UNSAFE =
            Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}\\p{Zl}\\p{Zp}<>:\"/\\\\|?*]");
    private static final Pattern RESERVED =
            Pattern.compile("(?i)(con|prn|aux|nul|com\\d|lpt\\d|conin\\$|conout\\$)(\\..*)?");

    private final Set<String> taken = new HashSet<>();

    /** The folder of a row's files. */
    public static String folder(String key) {
        String name = PlainName.of(key, RESERVED.matcher(key).matches());
        return name.endsWith(".") ? name.substring(0, name.length() - 1) + "%2E" : name;
    }

    /**
     * What the next file is called here.
     *
     * @param told what the server calls it; null when it does not
     */
    public String next(@Nullable String told) {
        String name = safe(told == null ? "" : told);
        int dot = dot(name);
        String free = name;
        for (int number = 2; !taken.add(free.toLowerCase(Locale.ROOT)); number++) {
            free = name.substring(0, dot) + "-" + number + name.substring(dot);
        }
        return free;
    }

    private static String safe(String told) {
        String base = told.substring(Math.max(told.lastIndexOf('/'), told.lastIndexOf('\\')) + 1);
        String name = UNSAFE.matcher(Normalizer.normalize(base, Normalizer.Form.NFC))
                .replaceAll("_")
                .strip()
                .replaceAll("[. ]+$", "")
                .replaceAll("^\\.+", "_");
        if (name.isEmpty()) {
            return "file";
        }
        return shortened(RESERVED.matcher(name).matches() ? "_" + name : name);
    }

    /** Its end, which says what it is, stays. */
    private static String shortened(String name) {
        int dot = dot(name);
        String extension = name.length() - dot <= LONGEST_EXTENSION ? name.substring(dot) : "";
        StringBuilder stem = new StringBuilder();
        int left = MOST_BYTES - bytes(extension);
        for (int c : name.substring(0, name.length() - extension.length())
                .codePoints()
                .toArray()) {
            String one = Character.toString(c);
            left -= bytes(one);
            if (left < 0) {
                break;
            }
            stem.append(one);
        }
        return stem + extension;
    }

    private static int dot(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? dot : name.length();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
