package com.handinger.batch.jobfile;

import com.handinger.batch.jobfile.JobFile.Input.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What must hold beyond the type of a single key. */
final class Rules {

    static final String RUNS_DIRECTORY_VARIABLE = "HANDINGER_RUNS_DIR";
    static final String BASE_URL_VARIABLE = "HANDINGER_BASE_URL";

    private static final String NO_FORMAT = "the extension of this file tells no format";
    private static final String FORMATS = "write input.format: csv, tsv or jsonl";
    private static final Pattern ADDRESS = Pattern.compile("(?i)(https?|ftps?|s3|gs|file):/.*");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");
    private static final List<Key<?>> CSV_KEYS =
            List.of(Keys.DELIMITER, Keys.QUOTE, Keys.CHARSET, Keys.HEADER, Keys.COLUMNS);

    private final Path file;
    private final Binder binder;
    private final Variables variables;
    private final Problems problems;

    Rules(Path file, Binder binder, Variables variables, Problems problems) {
        this.file = file;
        this.binder = binder;
        this.variables = variables;
        this.problems = problems;
    }

    void check() {
        checkName();
        checkBaseUrl();
        new WorkerRules(file, binder).check();
        new WebhookRules(binder).check();
        checkAddress();
        checkFormat();
        checkCsv();
        checkBudget();
        new WhenRules(binder).check();
        checkDirectory();
        checkStore();
        checkEnvironment();
    }

    private void checkName() {
        String name = baseName(file);
        if (!binder.given(Keys.NAME) && !name.matches(Keys.NAME_PATTERN)) {
            String right =
                    name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
            problems.add(
                    new Place(file.toString(), 0),
                    Keys.NAME.path(),
                    "the file's base name \"" + name + "\" is no job name",
                    "write name: NAME into it; accepted: " + Keys.NAME.type().accepts(),
                    right.matches(Keys.NAME_PATTERN) ? right : null);
        }
    }

    private void checkBaseUrl() {
        String written = binder.read(Keys.BASE_URL);
        Fault fault = written == null ? null : BaseUrl.fault(written);
        if (fault != null) {
            binder.refuse(Keys.BASE_URL, fault.found(), fault.cure());
        }
    }

    private void checkFormat() {
        Path input = binder.read(Keys.INPUT_FILE);
        if (input == null
                || binder.given(Keys.FORMAT)
                || ADDRESS.matcher(input.toString()).matches()) {
            return;
        }
        Source source = Source.of(input);
        if (source.format() == null) {
            Fault fault = source.file() == null
                    ? new Fault("standard input has no extension that tells its format", FORMATS)
                    : unknownFormat(source.file().toString());
            binder.refuse(Keys.INPUT_FILE, fault.found(), fault.cure());
        }
    }

    private Fault unknownFormat(String written) {
        if (Files.isDirectory(file.resolveSibling(written))) {
            return new Fault("a folder", "name a file in it");
        }
        String name = written.toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return new Fault(
                    NO_FORMAT,
                    "write input.format: jsonl where each line is one object, else make such lines: jq -c '.[]' "
                            + written + " > " + written + "l");
        }
        return name.matches(".*\\.(xlsx?|ods|numbers)")
                ? new Fault("a workbook", "save it as CSV")
                : new Fault(NO_FORMAT, FORMATS);
    }

    private void checkAddress() {
        Path input = binder.read(Keys.INPUT_FILE);
        if (input != null && ADDRESS.matcher(input.toString()).matches()) {
            String cure = "fetch it first, or write input.file: \"-\" and pipe the rows in";
            binder.refuse(Keys.INPUT_FILE, "an address, and no file", cure);
        }
    }

    private void checkCsv() {
        Path input = binder.read(Keys.INPUT_FILE);
        Format byName = input == null ? null : Source.of(input).format();
        Format format = binder.given(Keys.FORMAT) ? binder.read(Keys.FORMAT) : byName;
        if (format == Format.JSONL) {
            CSV_KEYS.stream()
                    .filter(binder::given)
                    .forEach(key -> binder.refuse(key, "a CSV key for a JSONL input", "remove it"));
            return;
        }
        List<String> columns = binder.read(Keys.COLUMNS);
        if (columns != null && !columns.isEmpty() && Boolean.TRUE.equals(binder.read(Keys.HEADER))) {
            String cure = "remove it, or write input.csv.header: false";
            binder.refuse(Keys.COLUMNS, "names of columns for a file whose header names them", cure);
        }
        Character quote = binder.read(Keys.QUOTE);
        if (quote != null && quote.equals(binder.read(Keys.DELIMITER))) {
            binder.refuse(Keys.QUOTE, "the same character as input.csv.delimiter", "choose two");
        }
    }

    private void checkBudget() {
        boolean allowed = !Boolean.FALSE.equals(binder.read(Keys.ALLOW_UNLIMITED));
        if (!allowed && "unlimited".equals(binder.read(Keys.BUDGET))) {
            String cure = "write limits.allowUnlimited: true as well, or choose low, standard or high";
            binder.refuse(Keys.BUDGET, "\"unlimited\", which has no bound on cost", cure);
        }
    }

    private void checkDirectory() {
        Path directory = binder.read(Keys.DIRECTORY);
        if (directory == null) {
            return;
        }
        Matcher matcher = PLACEHOLDER.matcher(directory.toString());
        while (matcher.find()) {
            if (!matcher.group().equals("{run-id}")) {
                String nearest = Nearest.of(matcher.group(), List.of("{run-id}"));
                binder.refuse(Keys.DIRECTORY, "found " + matcher.group(), "accepted: {run-id} alone", nearest);
            }
        }
    }

    private void checkStore() {
        String written = binder.written(Keys.STORE_URL);
        if (written != null && StoreUrl.holdsCredentials(written)) {
            binder.refuse(Keys.STORE_URL, "a user or password in the URL", Secrets.STORE_CURE);
            return;
        }
        String url = binder.read(Keys.STORE_URL);
        if (url != null) {
            StoreUrl.faults(url, file.toAbsolutePath().getParent())
                    .forEach(fault -> binder.refuse(Keys.STORE_URL, fault.found(), fault.cure()));
        }
    }

    private void checkEnvironment() {
        String url = variables.get(BASE_URL_VARIABLE);
        Fault fault = url == null || binder.given(Keys.BASE_URL) ? null : BaseUrl.fault(url);
        if (fault != null) {
            problems.add(new Place(BASE_URL_VARIABLE, 0), Keys.BASE_URL.path(), fault.found(), fault.cure());
        }
        String directory = variables.get(RUNS_DIRECTORY_VARIABLE);
        if (directory != null && Types.path().reading().read(directory) == null) {
            problems.add(new Place(RUNS_DIRECTORY_VARIABLE, 0), "", "no path", "accepted: a folder");
        }
    }

    /** The file's name without {@code .yaml} or {@code .yml}. */
    static String baseName(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString().replaceFirst("(?i)\\.ya?ml$", "");
    }
}
