package com.handinger.batch.jobfile;

import static com.handinger.batch.jobfile.Key.Otherwise.derived;
import static com.handinger.batch.jobfile.Key.Otherwise.fixed;
import static com.handinger.batch.jobfile.Key.Otherwise.required;
import static com.handinger.batch.jobfile.Types.choice;
import static com.handinger.batch.jobfile.Types.delimiter;
import static com.handinger.batch.jobfile.Types.duration;
import static com.handinger.batch.jobfile.Types.flag;
import static com.handinger.batch.jobfile.Types.listOf;
import static com.handinger.batch.jobfile.Types.matching;
import static com.handinger.batch.jobfile.Types.maybeEmptyListOf;
import static com.handinger.batch.jobfile.Types.path;
import static com.handinger.batch.jobfile.Types.text;
import static com.handinger.batch.jobfile.Types.whole;
import static com.handinger.batch.jobfile.Types.words;
import static com.handinger.batch.jobfile.Types.wordsOrTemplate;

import com.handinger.batch.jobfile.JobFile.Input;
import com.handinger.batch.jobfile.JobFile.Output;
import com.handinger.batch.jobfile.Key.Otherwise;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of all keys that work, in the order of the documentation. */
final class Keys {

    /** The last part of the paths at which a schema may stand. */
    static final String SCHEMA_NAME = "outputSchema";

    static final String NAME_PATTERN = "[a-z0-9][a-z0-9-]{0,63}";

    private static final Map<String, Key<?>> TABLE = new LinkedHashMap<>();

    static final Key<String> VERSION = add("version", words("1"), required(), "Version of the job file's format.");
    static final Key<String> NAME = add(
            "name",
            matching("1 to 64 of a-z, 0-9 and -, the first no -", NAME_PATTERN),
            derived("the job file's base name"),
            "Name of the job; its runs are kept under it.");

    static final Key<String> BASE_URL = add(
            "api.baseUrl",
            text("an http or https URL, or sandbox"),
            derived("$HANDINGER_BASE_URL, else https://handinger.com"),
            "Address of the server; `sandbox` is the embedded one.");
    static final Key<Duration> TIMEOUT = add(
            "api.timeout",
            duration("1ms", "1d"),
            fixed("10m"),
            "How long a blocked send is held before its task is looked up instead.");

    static final Key<String> WORKER_ID = add(
            "worker.id",
            Types.workerId(),
            derived("required without `worker.template`"),
            "The worker whose tasks the rows become.");
    static final Key<SchemaType.Source> OUTPUT_SCHEMA = add(
            "worker.outputSchema",
            new SchemaType(),
            derived("results are not checked"),
            "Beside `worker.id`: the schema (JSON Schema Draft-07, an object) that structured outputs are checked against.");
    static final Key<String> TEMPLATE_TITLE = add(
            "worker.template.title",
            text(200),
            derived("the job's name"),
            "Title of the worker that is made; a tag of the job follows it.");
    static final Key<String> TEMPLATE_INSTRUCTIONS = add(
            "worker.template.instructions",
            text(20_000),
            derived("required without `worker.template.prompt`"),
            "System prompt of the worker, kept as it is.");
    static final Key<String> TEMPLATE_PROMPT = add(
            "worker.template.prompt",
            text(10_000),
            derived("required without `worker.template.instructions`"),
            "What the worker is for; the service writes its instructions.");
    static final Key<SchemaType.Source> TEMPLATE_SCHEMA = add(
            "worker.template." + SCHEMA_NAME,
            new SchemaType(),
            derived("answers are free-form"),
            "What the worker's structured output looks like (JSON Schema Draft-07, an object); it is checked here as well.");
    static final Key<String> TEMPLATE_SUMMARY =
            add("worker.template.summary", text(80), derived("left to the service"), "One line about the worker.");
    static final Key<String> TEMPLATE_VISIBILITY = add(
            "worker.template.visibility",
            words("public", "private"),
            fixed("public"),
            "Who may see and use the worker: the whole organisation, or you and whom you invite.");

    static final Key<Path> INPUT_FILE =
            add("input.file", path(), required(), "The rows; `-` is standard input; `.gz` is read as it is.");
    static final Key<Input.Format> FORMAT = add(
            "input.format",
            choice(Input.Format.class),
            derived("by the extension .csv, .tsv, .jsonl or .ndjson"),
            "How the rows are written.");
    static final Key<String> ROW_KEY = add(
            "input.key",
            text(),
            derived("content hash and occurrence"),
            "Column, or dotted path in JSONL, that names a row.");
    static final Key<Long> MAX_ROW_BYTES =
            add("input.maxRowBytes", Types.size("1B", "100MB"), fixed("1MB"), "Larger rows are rejected, never sent.");
    static final Key<Character> DELIMITER = add(
            "input.csv.delimiter",
            delimiter(),
            derived("found out from , ; tab and |; tab for TSV"),
            "Separates the columns.");
    static final Key<Character> QUOTE =
            add("input.csv.quote", Types.quote(), fixed("\""), "Encloses cells that hold a delimiter or line end.");
    static final Key<Charset> CHARSET =
            add("input.csv.charset", Types.charset(), fixed("UTF-8"), "Character set of the file.");
    static final Key<Boolean> HEADER =
            add("input.csv.header", flag(), fixed("true"), "Whether the first record names the columns.");
    static final Key<List<String>> COLUMNS = add(
            "input.csv.columns",
            maybeEmptyListOf(text()),
            fixed("[]"),
            "Names of the columns of a file without header; without names they are c1, c2, ….");

    static final Key<String> TASK_INPUT =
            add("task.input", text(), required(), "Mustache template of the task's text, without HTML escaping.");
    static final Key<String> BUDGET = add(
            "task.budget",
            wordsOrTemplate("low", "standard", "high", "unlimited"),
            fixed("standard"),
            "The tier of each task; `unlimited` needs `limits.allowUnlimited`.");
    static final Key<String> CONTINUES = add(
            "task.continues",
            text(),
            derived("each row starts a task of its own"),
            "Mustache template of the id of a task that is there: the row adds a turn to it.");
    static final Key<List<String>> FILES = add(
            "task.files",
            maybeEmptyListOf(text()),
            fixed("[]"),
            "Mustache templates of the paths of the files that are sent with a task, from the folder of the input file on;"
                    + " a template whose columns are empty attaches nothing.");
    static final Key<When.Type> WHEN_TYPE = add(
            "task.when.type",
            choice(When.Type.class),
            derived("tasks run now"),
            "Makes a schedule of each row: once at a moment, once after a delay, or again and again until it is cancelled.");
    static final Key<String> WHEN_DATE =
            add("task.when.date", Types.when(When.Type.SCHEDULED), derived("of `scheduled`"), "When the task runs.");
    static final Key<String> WHEN_DELAY = add(
            "task.when.delayInSeconds",
            Types.when(When.Type.DELAYED),
            derived("of `delayed`"),
            "How long after its schedule was made the task runs.");
    static final Key<String> WHEN_CRON = add(
            "task.when.cron",
            Types.when(When.Type.CRON),
            derived("of `cron`"),
            "When a task runs; the server's dialect, in the time zone that `schedule list` shows.");
    static final Key<String> WHEN_INTERVAL = add(
            "task.when.intervalSeconds",
            Types.when(When.Type.INTERVAL),
            derived("of `interval`"),
            "How long it is from one task to the next.");

    static final Key<JobFile.Completion> COMPLETION = add(
            "completion",
            choice(JobFile.Completion.class),
            fixed("auto"),
            "How the end of a task is noticed: by its held send up to `api.timeout` and then by reads (`auto`), by its held"
                    + " send alone (`block`), by reads (`poll`), by the server's event stream (`stream`), or by its delivery to `webhook.publicUrl` (`webhook`).");
    static final Key<JobFile.Webhook.Listen> WEBHOOK_LISTEN = add(
            "webhook.listen",
            Types.listen(),
            derived("required with `completion: webhook`"),
            "Where deliveries are taken, over plain HTTP; on this machine port 0 is any free one.");
    static final Key<String> WEBHOOK_URL = add(
            "webhook.publicUrl",
            text("an https URL, or an http one of this machine"),
            derived("`webhook.listen`, where that is on this machine alone"),
            "The address that the server tells, which has to lead to `webhook.listen`.");

    static final Key<JobFile.Concurrency> CONCURRENCY = add(
            "limits.concurrency",
            Types.concurrency(10_000),
            fixed("auto"),
            "Tasks in flight at once; `auto` is `1..256`, and within a range the number follows the server.");
    static final Key<Integer> REQUESTS_PER_MINUTE = add(
            "limits.requestsPerMinute",
            whole(1, 1_000_000),
            derived("no limit is told"),
            "All requests of this process: sends, look-ups, polls and downloads.");
    static final Key<JobFile.Limits.Credits> CREDITS = add(
            "limits.credits",
            Types.credits(),
            derived("no limit on this machine; elsewhere it has to be told"),
            "What the whole run may spend, all starts, retries and additions included; then it stops with exit 5.");
    static final Key<Integer> CREDITS_PER_TASK = add(
            "limits.creditsPerTask",
            whole(1, 999_999_999),
            derived("learned from tasks that ended"),
            "The least that is reserved for each task under way, in credits.");
    static final Key<Boolean> ALLOW_UNLIMITED =
            add("limits.allowUnlimited", flag(), fixed("false"), "Whether a task may have the budget `unlimited`.");

    static final Key<JobFile.Limits.Errors> ERRORS = add(
            "limits.errors",
            Types.errors(),
            fixed("25%"),
            "More failed and unusable rows than this, of those settled since this start, stop it with exit 4; a share"
                    + " counts from 50 rows on.");
    static final Key<Duration> TIME = add(
            "limits.time",
            duration("1s", "365d"),
            derived("no limit"),
            "How long one start may take; then it stops as after SIGTERM, with exit 6.");
    static final Key<Duration> TASK_TIME = add(
            "limits.taskTime",
            duration("1s", "365d"),
            fixed("6h"),
            "How long a task may run after its send; then its row is failed (`timeout`).");
    static final Key<Duration> OUTAGE = add(
            "limits.outage",
            duration("1s", "365d"),
            fixed("30m"),
            "How long the server may be away; then the start ends with exit 6.");

    static final Key<Integer> ATTEMPTS =
            add("resend.attempts", whole(1, 100), fixed("4"), "Sends of one task id at most, the first one included.");
    static final Key<Types.Range> BACKOFF = add(
            "resend.backoff", Types.range("1ms", "1d"), fixed("1s..60s"), "First and longest pause before a re-send.");
    static final Key<Duration> LOOKUP_GRACE = add(
            "resend.lookupGrace",
            duration("1s", "1d"),
            fixed("60s"),
            "How long a task must stay absent before it counts as never taken.");
    static final Key<JobFile.Resend.Unresolved> UNRESOLVED = add(
            "resend.unresolved",
            choice(JobFile.Resend.Unresolved.class),
            fixed("resend"),
            "Whether a row that was sent, and whose task proved absent, is sent again, or fails and waits for `resolve`.");

    static final Key<Path> DIRECTORY = add(
            "output.directory",
            path(),
            derived("`<runs>/<name>/<run-id>`"),
            "Folder of the result files; `{run-id}` in it stands for the run's id.");
    static final Key<List<Output.ResultFormat>> FORMATS = add(
            "output.formats",
            listOf(choice(Output.ResultFormat.class)),
            fixed("[jsonl, csv]"),
            "Which of results.jsonl and results.csv are written.");
    static final Key<Boolean> FLATTEN = add(
            "output.flatten",
            flag(),
            fixed("true"),
            "results.csv: one more column per top-level field of the structured output.");
    static final Key<Character> RESULT_DELIMITER =
            add("output.csv.delimiter", delimiter(), fixed(","), "Separates the columns of results.csv.");
    static final Key<Boolean> BOM =
            add("output.csv.bom", flag(), fixed("false"), "Whether results.csv starts with a byte order mark.");
    static final Key<Boolean> RAW = add(
            "output.csv.raw", flag(), fixed("false"), "Whether cells that a spreadsheet takes for formulas stay so.");
    static final Key<Boolean> DOWNLOADS = add(
            "output.downloads",
            flag(),
            fixed("false"),
            "Whether the files that tasks publish are fetched into `files/` of the results; the keys below switch it on as"
                    + " well.");
    static final Key<Long> DOWNLOAD_BYTES = add(
            "output.downloads.maxBytes",
            Types.size("1B", "100GB"),
            fixed("50MB"),
            "A larger file is not fetched, and named as missing.");
    static final Key<Integer> DOWNLOAD_FILES = add(
            "output.downloads.maxFiles",
            whole(1, 10_000),
            fixed("20"),
            "Of a task that publishes more files than this the first are fetched, the others named as missing.");
    static final Key<Boolean> OVERWRITE = add(
            "output.overwrite",
            flag(),
            fixed("false"),
            "Whether another run's files in the folder may be replaced; otherwise they are refused.");

    static final Key<String> STORE_URL = add(
            "store.url",
            text("jdbc:h2:file:PATH, options after a semicolon"),
            derived("an H2 file at `<runs>/<name>/store`"),
            "Where the ledger is kept.");

    private static final Map<String, Set<String>> SECTIONS = sections();

    private Keys() {}

    static Collection<Key<?>> all() {
        return TABLE.values();
    }

    static @Nullable Key<?> find(String path) {
        return TABLE.get(path);
    }

    /** Whether the path is that of a section: empty for the whole file. */
    static boolean isSection(String path) {
        return SECTIONS.containsKey(path);
    }

    /** The names of the keys and sections that stand directly in a section. */
    static Set<String> children(String section) {
        return SECTIONS.getOrDefault(section, Set.of());
    }

    /** The right name for an unknown one: of the same section first, then the full path of one from elsewhere. */
    static @Nullable String nearest(String section, String name) {
        String sibling = Nearest.of(name, children(section));
        if (sibling != null) {
            return sibling;
        }
        if (children("").contains(name)) {
            return name;
        }
        Map<String, String> elsewhere = TABLE.keySet().stream()
                .collect(
                        Collectors.toMap(path -> path.substring(path.lastIndexOf('.') + 1), path -> path, (a, b) -> a));
        String leaf = Nearest.of(name, elsewhere.keySet());
        return leaf == null ? null : elsewhere.get(leaf);
    }

    private static <T> Key<T> add(String path, Type<T> type, Otherwise otherwise, String sentence) {
        Key<T> key = new Key<>(path, type, otherwise, sentence);
        TABLE.put(path, key);
        return key;
    }

    private static Map<String, Set<String>> sections() {
        Map<String, Set<String>> sections = new LinkedHashMap<>();
        for (String path : TABLE.keySet()) {
            String section = "";
            for (String name : path.split("\\.", -1)) {
                sections.computeIfAbsent(section, key -> new TreeSet<>()).add(name);
                section = section.isEmpty() ? name : section + "." + name;
            }
        }
        return sections;
    }
}
