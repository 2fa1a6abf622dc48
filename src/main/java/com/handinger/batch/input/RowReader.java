package com.handinger.batch.input;

import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.Nearest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an input row by row, one row in memory at a time, and checks each: key, templates, size. Not for several
 * threads.
 */
public final class RowReader implements Closeable {

    /** Left out of every row, so that our own {@code failed.jsonl} can be an input. */
    private static final String ERROR_COLUMN = "_error";

    private final InputFile file;
    private final RecordSource records;
    private final RowKeys keys;
    private final TaskTemplate template;
    private final boolean allowUnlimited;
    private final Attaching attaching;
    private long number;
    private boolean ended;

    private RowReader(
            InputFile file, RecordSource records, RowKeys keys, TaskTemplate template, boolean allowUnlimited) {
        this.file = file;
        this.records = records;
        this.keys = keys;
        this.template = template;
        this.allowUnlimited = allowUnlimited;
        attaching = new Attaching(template);
    }

    /**
     * Opens an input and reads its header.
     *
     * @param input how the file is written; its own path only tells standard input from a file
     * @param file where the input lies, for standard input its spooled copy
     * @param allowUnlimited whether rows may render to the budget {@code unlimited}
     * @throws InputException when the file is missing, unreadable, empty where a header is due, or in another format;
     *     when the header has no or double names; with {@link InputException#jobFault()} when the templates or
     *     {@code input.key} name columns that are not in the header
     */
    public static RowReader open(JobFile.Input input, Path file, TaskTemplate template, boolean allowUnlimited)
            throws InputException {
        InputFile bytes = InputFile.open(input, file);
        boolean opened = false;
        try {
            RecordSource records = records(input, bytes);
            if (input.format() != JobFile.Input.Format.JSONL) {
                checkColumns(input, template, records.columns());
            }
            opened = true;
            return new RowReader(bytes, records, new RowKeys(input.key()), template, allowUnlimited);
        } catch (InputException e) {
            throw bytes.named(e);
        } catch (IOException e) {
            throw bytes.fault(e, 1);
        } finally {
            if (!opened) {
                closed(bytes);
            }
        }
    }

    private static RecordSource records(JobFile.Input input, InputFile bytes) throws IOException, InputException {
        return input.format() == JobFile.Input.Format.JSONL
                ? new JsonlRecords(bytes.chars(), input.maxRowBytes())
                : CsvRecords.open(input, bytes);
    }

    private static void closed(InputFile bytes) throws InputException {
        try {
            bytes.close();
        } catch (IOException e) {
            throw bytes.fault(e, 1);
        }
    }

    private static void checkColumns(JobFile.Input input, TaskTemplate template, List<String> header)
            throws InputException {
        List<String> names = without(header);
        if (names.isEmpty()) {
            return;
        }
        List<InputException.Misfit> absent = new ArrayList<>();
        template.names().forEach((column, where) -> {
            if (!names.contains(column)) {
                absent.add(absent(where, "needs", column, names).with(unnamed(input)));
            }
        });
        String key = input.key();
        if (key != null && !names.contains(key)) {
            absent.add(absent("input.key", "names", key, names).with(unnamed(input)));
        }
        if (!absent.isEmpty()) {
            throw InputException.ofJob(
                    absent.stream().map(RowReader::inOneLine).collect(Collectors.joining("; ")) + "; "
                            + absent.get(0).cure(),
                    absent);
        }
    }

    private static InputException.Misfit absent(String key, String does, String column, List<String> names) {
        return new InputException.Misfit(
                key,
                does + " the column \"" + column + "\", which the input does not have",
                some(names) + delimiter(column, names),
                Nearest.of(column, names));
    }

    private static String unnamed(JobFile.Input input) {
        boolean numbered = input.format() != JobFile.Input.Format.JSONL
                && !input.csv().header()
                && input.csv().columns().isEmpty();
        return numbered ? "; name them in input.csv.columns, or write input.csv.header: true" : "";
    }

    /** What a header tells that was divided at the wrong character. */
    private static String delimiter(String column, List<String> names) {
        for (String delimiter : List.of(",", ";", "\t", "|")) {
            boolean meant = names.stream()
                    .flatMap(name -> Stream.of(name.split(Pattern.quote(delimiter), -1)))
                    .anyMatch(part -> part.strip().equals(column));
            if (meant) {
                return "; write input.csv.delimiter: " + (delimiter.equals("\t") ? "tab" : '"' + delimiter + '"')
                        + " where that separates them";
            }
        }
        return "";
    }

    private static String inOneLine(InputException.Misfit misfit) {
        return misfit.key() + " " + misfit.found()
                + (misfit.nearest() == null ? "" : " (did you mean \"" + misfit.nearest() + "\"?)");
    }

    private static String some(List<String> names) {
        return "the columns are: " + String.join(", ", names.subList(0, Math.min(names.size(), 20)))
                + (names.size() > 20 ? ", …" : "");
    }

    private static List<String> without(List<String> names) {
        return names.stream().filter(name -> !name.equals(ERROR_COLUMN)).toList();
    }

    /**
     * The next record, sendable or rejected; null at the end.
     *
     * @throws InputException when the rest cannot be read: undecodable bytes, broken gzip, a failing disk
     */
    public @Nullable InputRecord next() throws InputException {
        RecordSource.Item item;
        try {
            item = records.next();
        } catch (IOException e) {
            throw file.fault(e, records.line());
        } catch (InputException e) {
            throw file.named(e);
        }
        if (item == null) {
            ended = true;
            return null;
        }
        number++;
        if (item instanceof RecordSource.Item.Columns columns) {
            return checked(columns.line(), columns.values());
        }
        return new InputRecord.Rejected(number, item.line(), null, null, ((RecordSource.Item.Broken) item).reason());
    }

    private InputRecord checked(long line, Map<String, @Nullable Object> columns) {
        columns.remove(ERROR_COLUMN);
        String text = RowJson.text(columns);
        RowKeys.Digest digest = RowKeys.Digest.of(RowJson.sorted(columns) ? text : RowJson.canonical(columns));
        RowKeys.Verdict key = keys.next(columns, digest, line);
        String problem = key.problem() == null ? refusal(columns) : key.problem();
        if (problem != null || key.key() == null) {
            return new InputRecord.Rejected(number, line, key.key(), text, String.valueOf(problem));
        }
        InputRecord.Row row = new InputRecord.Row(number, line, key.key(), text, digest.hex());
        return template.attaches() ? attaching.with(row, columns) : row;
    }

    private @Nullable String refusal(Map<String, @Nullable Object> columns) {
        Rendering rendering = template.render(columns);
        if (rendering instanceof Rendering.Refused refused) {
            return refused.reason();
        }
        boolean unlimited = ((Rendering.Rendered) rendering).budget().equals("unlimited");
        return unlimited && !allowUnlimited
                ? "task.budget is \"unlimited\", which needs limits.allowUnlimited: true"
                : null;
    }

    /** Rows and rejected rows read so far. */
    public long count() {
        return number;
    }

    /**
     * Names of the columns in the order of their first appearance: of CSV the header, of JSONL what the rows read so far
     * have, up to 2,000 names. {@code _error} is never among them.
     */
    public List<String> columns() {
        return without(records.columns());
    }

    /**
     * SHA-256 over the raw bytes of the file, and over the files of rows where the templates attach any, in hex: 64
     * digits.
     *
     * @throws IllegalStateException before {@link #next()} returned null
     */
    public String fingerprint() throws InputException {
        if (!ended) {
            throw new IllegalStateException("the fingerprint is known when all rows were read");
        }
        try {
            return template.attaches() ? attaching.fingerprint(file.fingerprint()) : file.fingerprint();
        } catch (IOException e) {
            throw file.fault(e, records.line());
        }
    }

    /** SHA-256 over the bytes of any file, in hex: 64 digits. */
    public static String fingerprint(Path file) throws InputException {
        try {
            return Fingerprint.of(file);
        } catch (IOException e) {
            throw InputException.ofData(file + ": the file cannot be read: " + FileTrouble.of(e));
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
