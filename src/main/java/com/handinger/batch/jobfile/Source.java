package com.handinger.batch.jobfile;

import com.handinger.batch.jobfile.JobFile.Input.Format;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The input file as far as its name tells.
 *
 * @param file as written; null means standard input
 * @param format by the extension; null when it tells none
 * @param gzip whether the name ends in {@code .gz}
 */
public record Source(@Nullable Path file, @Nullable Format format, boolean gzip) {

    private static final long MAX_ROW_BYTES = 1 << 20;
    private static final int LONGEST_NAME = 64;

    /** What the name of this file tells. */
    public static Source of(Path file) {
        if (file.toString().equals("-")) {
            return new Source(null, null, false);
        }
        String name = file.toString().toLowerCase(Locale.ROOT);
        boolean gzip = name.endsWith(".gz");
        String plain = gzip ? name.substring(0, name.length() - 3) : name;
        Format format = switch (plain.substring(plain.lastIndexOf('.') + 1)) {
            case "csv" -> Format.CSV;
            case "tsv" -> Format.TSV;
            case "jsonl", "ndjson" -> Format.JSONL;
            default -> null;
        };
        return new Source(file, plain.contains(".") ? format : null, gzip);
    }

    /** A name for a job over it. */
    public String jobName() {
        String base = file == null ? "" : String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String stem = base.replaceFirst("\\.gz$", "").replaceFirst("\\.[a-z]+$", "");
        String plain = Normalizer.normalize(stem, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        String name = plain.replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        String whole = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        return whole.isEmpty() ? "job" : whole;
    }

    /** Whether a job may be called so. */
    public static boolean isJobName(String name) {
        return name.matches(Keys.NAME_PATTERN);
    }

    /**
     * The input as a job file tells it that says nothing more.
     *
     * @throws IllegalStateException when the name tells no format
     */
    public JobFile.Input input(Charset charset, boolean header) {
        Format told = format;
        if (told == null) {
            throw new IllegalStateException(file + " tells no format");
        }
        Character delimiter = told == Format.TSV ? Character.valueOf('\t') : null;
        return new JobFile.Input(
                file,
                told,
                gzip,
                null,
                MAX_ROW_BYTES,
                new JobFile.Input.Csv(delimiter, '"', charset, header, List.of()));
    }
}
