package com.handinger.batch.jobfile;

import com.handinger.batch.jobfile.Type.Listing;
import com.handinger.batch.jobfile.Type.Scalar;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The types of the table of keys. */
final class Types {

    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,8}");

    private static final Pattern LISTEN = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})");

    private Types() {}

    static Scalar<String> text() {
        return text("text, not empty");
    }

    /** Text whose form a rule checks. */
    static Scalar<String> text(String accepts) {
        return new Scalar<>(accepts, text -> text.isBlank() ? null : text);
    }

    /** Text of at most so many characters. */
    static Scalar<String> text(int most) {
        return new Scalar<>(
                "text of 1 to " + most + " characters",
                text -> text.isBlank() || text.codePointCount(0, text.length()) > most ? null : text);
    }

    static Scalar<String> matching(String accepts, String regex) {
        return new Scalar<>(accepts, text -> text.matches(regex) ? text : null);
    }

    /** Ids are the server's; what none of its kind ever looked like is a slip: a number, a beginning, another thing's id. */
    static Scalar<String> workerId() {
        return matching(
                "the id of a worker such as wrk_vk81XUHKHG-qr4, of letters, digits and . _ ~ : -, neither a number nor"
                        + " of a task (tsk_…)",
                "(?!wrk_$|(?:tsk|trn|usr|org)_)(?=.*[A-Za-z])[A-Za-z0-9._~:-]{1,200}");
    }

    static Scalar<String> words(String... words) {
        return new Scalar<>(
                either(List.of(words)), List.of(words), text -> List.of(words).contains(text) ? text : null);
    }

    /** One of the words, or a template that makes one of each row. */
    static Scalar<String> wordsOrTemplate(String... words) {
        Scalar<String> plain = words(words);
        return new Scalar<>(
                plain.accepts() + ", or a template with {{column}}",
                plain.words(),
                text -> text.contains("{{") ? text : plain.reading().read(text));
    }

    /** What says when a schedule of this type runs, or a template that says it for each row. */
    static Scalar<String> when(When.Type type) {
        return new Scalar<>(
                type.accepts() + ", or a template with {{column}}",
                text -> text.contains("{{") || type.takes(text.strip()) ? text : null);
    }

    static <E extends Enum<E>> Scalar<E> choice(Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        List<String> words = new ArrayList<>();
        for (E constant : constants) {
            words.add(constant.name().toLowerCase(Locale.ROOT));
        }
        return new Scalar<>(either(words), words, text -> {
            int index = words.indexOf(text);
            return index < 0 ? null : constants.get(index);
        });
    }

    static <E> Listing<E> listOf(Scalar<E> element) {
        return new Listing<>(element, false);
    }

    static <E> Listing<E> maybeEmptyListOf(Scalar<E> element) {
        return new Listing<>(element, true);
    }

    static Scalar<Boolean> flag() {
        return new Scalar<>("true or false", List.of("true", "false"), text -> switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> null;
        });
    }

    static Scalar<Integer> whole(int min, int max) {
        return new Scalar<>("a whole number from " + min + " to " + max, text -> {
            Integer number = WHOLE.matcher(text).matches() ? Integer.valueOf(text) : null;
            return number == null || number < min || number > max ? null : number;
        });
    }

    /** A number of credits, or the word that there is no limit. */
    static Scalar<JobFile.Limits.Credits> credits() {
        String accepts = "a whole number of credits from 1 to 999999999, or none for no limit";
        return new Scalar<>(accepts, List.of("none"), text -> {
            if (text.equals("none")) {
                return new JobFile.Limits.Credits(null);
            }
            Long number = WHOLE.matcher(text).matches() ? Long.valueOf(text) : null;
            return number == null || number == 0 ? null : new JobFile.Limits.Credits(number);
        });
    }

    /** A number of rows, or a share of them. */
    static Scalar<JobFile.Limits.Errors> errors() {
        return new Scalar<>(
                "a whole number of rows such as 20, or a share from 0% to 100%",
                text -> {
                    boolean share = text.endsWith("%");
                    String digits = share ? text.substring(0, text.length() - 1) : text;
                    Long number = WHOLE.matcher(digits).matches() ? Long.valueOf(digits) : null;
                    return number == null || (share && number > 100) ? null : new JobFile.Limits.Errors(number, share);
                });
    }

    static Scalar<JobFile.Concurrency> concurrency(int most) {
        Scalar<Integer> number = whole(1, most);
        return new Scalar<>("auto, " + number.accepts() + ", or MIN..MAX such as 4..64", List.of("auto"), text -> {
            if (text.equals("auto")) {
                return JobFile.Concurrency.AUTO;
            }
            String[] ends = text.split("\\.\\.", -1);
            Integer min = number.reading().read(ends[0].strip());
            Integer max = number.reading().read(ends[ends.length - 1].strip());
            return ends.length > 2 || min == null || max == null || min > max
                    ? null
                    : new JobFile.Concurrency(min, max);
        });
    }

    /** An address of this machine; a name is looked up when somebody listens there. */
    static Scalar<JobFile.Webhook.Listen> listen() {
        return new Scalar<>("HOST:PORT such as 0.0.0.0:8443", text -> {
            Matcher sides = LISTEN.matcher(text);
            Integer port = sides.matches() ? whole(0, 65_535).reading().read(sides.group(2)) : null;
            return port == null ? null : new JobFile.Webhook.Listen(sides.group(1), port);
        });
    }

    static Scalar<Duration> duration(String min, String max) {
        return new Scalar<>(
                "a duration from " + min + " to " + max + " with its unit (ms, s, m, h or d)",
                text -> duration(text, min, max));
    }

    /** A shortest and a longest duration. */
    record Range(Duration min, Duration max) {}

    static Scalar<Range> range(String min, String max) {
        return new Scalar<>(
                "SHORTEST..LONGEST, such as 1s..60s, two durations from " + min + " to " + max + " with their units",
                text -> {
                    String[] ends = text.split("\\.\\.", -1);
                    if (ends.length != 2) {
                        return null;
                    }
                    Duration from = duration(ends[0].strip(), min, max);
                    Duration to = duration(ends[1].strip(), min, max);
                    return from == null || to == null || from.compareTo(to) > 0 ? null : new Range(from, to);
                });
    }

    static Scalar<Long> size(String min, String max) {
        return new Scalar<>("a size from " + min + " to " + max + " with its unit (B, KB, MB or GB)", text -> {
            Long bytes = Units.bytes(text);
            return bytes == null || outside(bytes, Units.bytes(min), Units.bytes(max)) ? null : bytes;
        });
    }

    /** A column separator; the quote of our own files is none. */
    static Scalar<Character> delimiter() {
        return new Scalar<>("one character such as \",\" or \";\", or tab", text -> switch (text) {
            case "tab", "\\t" -> '\t';
            case "\"" -> null;
            default -> character(text);
        });
    }

    static Scalar<Character> quote() {
        return new Scalar<>("one visible character such as '\"'", text -> text.isBlank() ? null : character(text));
    }

    static Scalar<Charset> charset() {
        return new Scalar<>("a character set such as UTF-8, windows-1252 or UTF-16LE", text -> {
            try {
                return Charset.isSupported(text) ? Charset.forName(text) : null;
            } catch (IllegalCharsetNameException illegal) {
                return null;
            }
        });
    }

    static Scalar<Path> path() {
        return new Scalar<>("a path", text -> {
            try {
                return text.isBlank() ? null : Path.of(text);
            } catch (InvalidPathException invalid) {
                return null;
            }
        });
    }

    private static @Nullable Duration duration(String text, String min, String max) {
        Duration duration = Units.duration(text);
        return duration == null || outside(duration, Units.duration(min), Units.duration(max)) ? null : duration;
    }

    private static <C extends Comparable<C>> boolean outside(C value, @Nullable C min, @Nullable C max) {
        return (min != null && value.compareTo(min) < 0) || (max != null && value.compareTo(max) > 0);
    }

    private static @Nullable Character character(String text) {
        boolean one = text.length() == 1 && !Character.isSurrogate(text.charAt(0));
        return one && text.charAt(0) != '\n' && text.charAt(0) != '\r' ? text.charAt(0) : null;
    }

    private static String either(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }
}
