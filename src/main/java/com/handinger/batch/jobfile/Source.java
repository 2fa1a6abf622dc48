package com.handinger.batch.jobfile;

import com.handinger.batch.jobfile.JobFile.Input.Format;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The input file as far as its name tells.
 *
 * @param file as written; null means standard input
 * @param format by the extension; null when it tells none
 * @param gzip whether the name ends in {@code .gz}
 */
record Source(@Nullable Path file, @Nullable Format format, boolean gzip) {

    static Source of(Path file) {
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
}
