package com.handinger.batch.jobfile;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The address of the store: an H2 file that one process opens. Its faults never repeat it, for it may hold a password. */
final class StoreUrl {

    private static final String PREFIX = "jdbc:h2:file:";
    private static final String ACCEPTED = "accepted: jdbc:h2:file:PATH";
    private static final Pattern SCHEME = Pattern.compile("(?i)[a-z][a-z0-9]+:.*", Pattern.DOTALL);
    private static final Pattern SETTING = Pattern.compile("(?i)[0-9]{1,9}|true|false");
    private static final Pattern CREDENTIALS = Pattern.compile("(?i)[;?&]\\s*(user|password|pwd)\\s*=|//[^/]*@");
    private static final Set<String> ALLOWED =
            Set.of("CACHE_SIZE", "COMPRESS", "LOCK_TIMEOUT", "MAX_COMPACT_TIME", "TRACE_LEVEL_FILE");
    private static final String OURS = "remove it: the program sets it, so that no committed row is lost";
    private static final String ONE_OWNER =
            "remove it: exactly one process may open the store, or two of them would pay for the same rows";
    private static final Map<String, String> REASONS = Map.of(
            "WRITE_DELAY", OURS,
            "DB_CLOSE_ON_EXIT", OURS,
            "AUTO_SERVER", ONE_OWNER,
            "AUTO_SERVER_PORT", ONE_OWNER,
            "FILE_LOCK", ONE_OWNER);
    private static final Map<String, String> MODES = Map.of(
            "mem", "an in-memory store would forget paid rows",
            "tcp", "a server is another process, whose durability this program cannot force",
            "ssl", "a server is another process, whose durability this program cannot force",
            "zip", "a zip file cannot be written");

    private StoreUrl() {}

    /** Whether a user name or password stands in the address. */
    static boolean holdsCredentials(String url) {
        return CREDENTIALS.matcher(url).find();
    }

    /** All faults of the address in a job file of this folder; empty when it can be used. */
    static List<Fault> faults(String url, @Nullable Path folder) {
        List<Fault> faults = new ArrayList<>();
        if (!url.startsWith(PREFIX)) {
            String mode = url.startsWith("jdbc:h2:") ? url.substring(8).replaceFirst("(?s):.*", "") : "";
            String reason = MODES.get(mode.toLowerCase(Locale.ROOT));
            String found =
                    reason == null ? "a URL that does not begin with " + PREFIX : "jdbc:h2:" + mode + ": " + reason;
            faults.add(new Fault(found, ACCEPTED));
            return faults;
        }
        List<String> parts = List.of(url.substring(PREFIX.length()).split(";", -1));
        addPathFault(parts.get(0), String.valueOf(folder), faults);
        parts.stream().skip(1).filter(part -> !part.isBlank()).forEach(part -> addOptionFault(part, faults));
        return faults;
    }

    private static void addPathFault(String path, String folder, List<Fault> faults) {
        if (path.isBlank()) {
            faults.add(new Fault("a URL without a path", ACCEPTED));
        } else if (SCHEME.matcher(path).matches()) {
            faults.add(new Fault(
                    "a path on H2's own file system \"" + path.substring(0, path.indexOf(':') + 1) + "\"",
                    ACCEPTED + " on a disk"));
        } else if (path.toLowerCase(Locale.ROOT).endsWith(".mv.db")) {
            faults.add(new Fault("a path that ends in .mv.db", "leave the ending out: H2 appends it"));
        } else if (folder.contains(";") && !path.startsWith("/") && !path.startsWith("~")) {
            String cure = "move the job file, or write an absolute path: H2 takes what follows \";\" for options";
            faults.add(new Fault("a path relative to a folder with \";\" in its name", cure));
        } else if (toPath(path) == null) {
            faults.add(new Fault("a path that this system does not know", ACCEPTED));
        }
    }

    private static void addOptionFault(String option, List<Fault> faults) {
        String name = option.replaceFirst("(?s)=.*", "").strip().toUpperCase(Locale.ROOT);
        String value = option.substring(Math.min(option.length(), option.indexOf('=') + 1))
                .strip();
        String reason = REASONS.get(name);
        if (reason != null) {
            faults.add(new Fault("the option " + name, reason));
        } else if (!ALLOWED.contains(name)) {
            faults.add(new Fault(
                    "the option " + name,
                    "remove it; accepted options: "
                            + String.join(", ", ALLOWED.stream().sorted().toList())));
        } else if (!SETTING.matcher(value).matches()) {
            faults.add(new Fault("the option " + name + " without a number, true or false", "give it a value"));
        }
    }

    /** The address with an absolute path: a relative one stands in the folder, {@code ~} is the user's home. */
    static String resolve(String url, Path folder) {
        String rest = url.substring(PREFIX.length());
        int end = rest.indexOf(';');
        String path = end < 0 ? rest : rest.substring(0, end);
        Path relative = path.equals("~") || path.startsWith("~/")
                ? Path.of(System.getProperty("user.home", ""), path.substring(1))
                : Path.of(path);
        return PREFIX + folder.resolve(relative) + rest.substring(path.length());
    }

    private static @Nullable Path toPath(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException invalid) {
            return null;
        }
    }
}
