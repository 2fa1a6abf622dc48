package com.handinger.batch.input;

import com.handinger.batch.jobfile.JobFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** One case of a behaviour table. */
record InputCase(Map<?, ?> values) {

    private static final Pattern REPEATED = Pattern.compile("\\{(\\d+) (.)}");

    static Stream<InputCase> of(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(InputCase.class.getResourceAsStream(resource), resource)) {
            List<?> cases = (List<?>) new Load(LoadSettings.builder()
                            .setCodePointLimit(Integer.MAX_VALUE)
                            .build())
                    .loadFromInputStream(in);
            return cases.stream().map(c -> new InputCase((Map<?, ?>) c)).toList().stream();
        }
    }

    String text(String name, String otherwise) {
        return values.containsKey(name) ? String.valueOf(values.get(name)) : otherwise;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean flag(String name, boolean otherwise) {
        return values.get(name) instanceof Boolean flag ? flag : otherwise;
    }

    List<String> list(String name) {
        return values.get(name) instanceof List<?> texts
                ? texts.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The text with {@code {3 x}} written out as {@code xxx}. */
    static String expanded(String text) {
        return REPEATED.matcher(text)
                .replaceAll(m -> Matcher.quoteReplacement(m.group(2).repeat(Integer.parseInt(m.group(1)))));
    }

    byte[] bytes() throws IOException {
        byte[] bytes = values.containsKey("hex")
                ? HexFormat.of().parseHex(text("hex", "").replace(" ", ""))
                : expanded(text("text", "")).getBytes(StandardCharsets.UTF_8);
        if (flag("gzip", false)) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(bytes);
            }
            bytes = packed.toByteArray();
        }
        return Arrays.copyOf(bytes, bytes.length - Integer.parseInt(text("cut", "0")));
    }

    JobFile.Input input(Path file) {
        String quote = text("quote", "\"");
        String delimiter = text("delimiter", "");
        return new JobFile.Input(
                file,
                JobFile.Input.Format.valueOf(text("format", "csv").toUpperCase(Locale.ROOT)),
                flag("gzip", false) || flag("announcedGzip", false),
                key(),
                1000,
                new JobFile.Input.Csv(
                        delimiter.isEmpty() ? null : delimiter.charAt(0),
                        quote.isEmpty() ? 0 : quote.charAt(0),
                        Charset.forName(text("charset", "UTF-8")),
                        flag("header", true),
                        list("columns")));
    }

    private @Nullable String key() {
        return values.containsKey("key") ? text("key", "") : null;
    }

    @Override
    public String toString() {
        return text("id", "?") + ": " + text("reason", "?");
    }
}
