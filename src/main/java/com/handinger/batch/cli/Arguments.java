package com.handinger.batch.cli;

import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.Nearest;
import com.handinger.batch.jobfile.Units;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks what was typed against the limits of the API, and keeps all faults until the end. For one thread. */
final class Arguments {

    static final List<String> BUDGETS = List.of("low", "standard", "high", "unlimited");

    private static final Pattern ID = Pattern.compile("[\\x21-\\x7E]{1,200}");
    private static final Pattern LOOPBACK = Pattern.compile("(?i)localhost|127(\\.\\d+){3}|\\[::1]");
    private static final int MOST_URL = 2048;
    private static final long LONGEST_SECONDS = 31_536_000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final InputStream in;
    private final List<String> faults = new ArrayList<>();
    private @Nullable String reader;

    Arguments(InputStream in) {
        this.in = in;
    }

    void fault(String what) {
        faults.add(what);
    }

    /** Ends the call with all faults, if there are any. */
    void check(ServerOptions options) {
        if (!faults.isEmpty()) {
            throw options.fault(String.join("\n", faults) + "\nNothing was sent.");
        }
    }

    /** Ids are the server's: only what cannot be one is a fault. */
    String id(String name, String value) {
        if (!ID.matcher(value).matches()) {
            fault(name + " takes an id such as those the server gives, without blanks, and not \"" + value + "\"");
        }
        return value;
    }

    /** A text with its length checked; null stays null. */
    @Nullable
    String length(String name, @Nullable String text, int least, int most) {
        int length = text == null ? least : text.codePointCount(0, text.length());
        if (length < least || length > most) {
            fault(name + " takes " + (least == 0 ? "at most " : least + " to ") + most + " characters, and not "
                    + length);
        }
        return text;
    }

    /** The text, that of the file behind an {@code @}, or that of standard input for {@code -}. */
    @Nullable
    String text(String name, @Nullable String value) {
        if (value == null || value.startsWith("@@")) {
            return value == null ? null : value.substring(1);
        }
        try {
            if (value.equals("-")) {
                return standardInput(name);
            }
            return value.startsWith("@") ? decoded(Files.readAllBytes(Path.of(value.substring(1)))) : value;
        } catch (NoSuchFileException e) {
            fault(name + ": there is no file " + value.substring(1) + " (text that begins with @ is typed as @@)");
        } catch (CharacterCodingException e) {
            fault(name + ": " + value + " is not UTF-8");
        } catch (IOException e) {
            fault(name + ": " + value + " cannot be read: " + FileTrouble.of(e));
        } catch (IllegalArgumentException e) {
            fault(name + ": " + value + " cannot be read: " + e.getMessage());
        }
        return null;
    }

    private @Nullable String standardInput(String name) throws IOException {
        String before = reader;
        if (before != null) {
            fault(name + ": standard input is read by " + before + " already");
            return null;
        }
        reader = name;
        return decoded(in.readAllBytes());
    }

    private static String decoded(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** A text that must be there and not be empty. */
    String needed(String name, @Nullable String value) {
        int before = faults.size();
        String text = text(name, value);
        if (faults.size() == before && (text == null || text.isEmpty())) {
            fault(value == null ? name + " is needed" : name + " is empty");
        }
        return text == null ? "" : text;
    }

    /** One of a few words; null stays null. */
    @Nullable
    String choice(String name, @Nullable String word, List<String> words) {
        if (word != null && !words.contains(word)) {
            String nearest = Nearest.of(word, words);
            fault(name + " takes one of " + String.join(", ", words) + ", and not \"" + word + "\""
                    + (nearest == null ? "" : "; did you mean " + nearest + "?"));
        }
        return word;
    }

    /** An object schema; null without one. */
    @Nullable
    JsonNode schema(String name, @Nullable String value) {
        String text = text(name, value);
        if (text == null) {
            return null;
        }
        JsonNode tree;
        try {
            tree = JSON.readTree(text);
        } catch (JacksonException e) {
            fault(name + " is not JSON: " + e.getOriginalMessage() + " (a file is named as @FILE)");
            return null;
        }
        if (!tree.isObject() || !tree.path("type").stringValue("").equals("object")) {
            fault(name + " takes a JSON Schema whose top level has \"type\": \"object\"");
        }
        return tree;
    }

    /** A time with its unit, in seconds as a schedule may have it; 0 after a fault. */
    long seconds(String name, String value) {
        Duration time = Units.duration(value);
        if (time == null || time.toSeconds() < 1 || time.toSeconds() > LONGEST_SECONDS || time.toMillisPart() != 0) {
            fault(name + " takes a time from 1s to 365d such as 2h, in whole seconds, and not \"" + value + "\"");
            return 0;
        }
        return time.toSeconds();
    }

    /** A time to wait; above 0. */
    Duration patience(String name, String value) {
        Duration time = Units.duration(value);
        if (time == null || time.isZero()) {
            fault(name + " takes a time with its unit such as 10m, and not \"" + value + "\"");
            return Duration.ofSeconds(1);
        }
        return time;
    }

    /** A moment to come, with its offset. */
    String moment(String name, String value) {
        try {
            if (!OffsetDateTime.parse(value).toInstant().isAfter(Instant.now())) {
                fault(name + " takes a moment to come, and not " + value);
            }
        } catch (DateTimeException e) {
            fault(name + " takes a moment with its offset such as 2030-12-01T08:00:00+01:00, and not \"" + value
                    + "\"");
        }
        return value;
    }

    /** An address that a webhook may have. It may hold a password, so no fault repeats it. */
    void webhook(String name, String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            fault(name + " takes an https address, and this is none: " + e.getReason());
            return;
        }
        boolean here = LOOPBACK.matcher(String.valueOf(uri.getHost())).matches();
        boolean https = "https".equalsIgnoreCase(uri.getScheme());
        if (uri.getHost() == null || !(https || (here && "http".equalsIgnoreCase(uri.getScheme())))) {
            fault(name + " takes an https address such as https://batch.example.com/done (http on this machine alone)");
        }
        length(name, url, 1, MOST_URL);
    }
}
