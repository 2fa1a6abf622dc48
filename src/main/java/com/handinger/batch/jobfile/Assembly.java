package com.handinger.batch.jobfile;

import com.handinger.batch.jobfile.JobFile.Input.Format;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the records out of values without problems, and its paths absolute. */
final class Assembly {

    private final Path file;
    private final Path folder;
    private final Binder binder;
    private final Variables variables;
    private final Overrides overrides;

    Assembly(Path file, Binder binder, Variables variables, Overrides overrides) {
        this.file = Tidy.path(file.toAbsolutePath());
        this.folder = Objects.requireNonNull(this.file.getParent(), "a file stands in a folder");
        this.binder = binder;
        this.variables = variables;
        this.overrides = overrides;
    }

    JobFile jobFile() {
        String name = binder.read(Keys.NAME);
        return new JobFile(
                file,
                name == null ? Rules.baseName(file) : name,
                runsDirectory(),
                new JobFile.Api(baseUrl(), binder.need(Keys.TIMEOUT)),
                worker(name == null ? Rules.baseName(file) : name),
                input(),
                new JobFile.Task(
                        binder.need(Keys.TASK_INPUT),
                        binder.need(Keys.BUDGET),
                        binder.read(Keys.CONTINUES),
                        WhenRules.read(binder),
                        new JobFile.Task.Attached(binder.need(Keys.FILES), attachmentFolder())),
                binder.need(Keys.COMPLETION),
                webhook(),
                new JobFile.Limits(
                        binder.need(Keys.CONCURRENCY),
                        binder.read(Keys.REQUESTS_PER_MINUTE),
                        binder.read(Keys.CREDITS),
                        binder.read(Keys.CREDITS_PER_TASK),
                        binder.need(Keys.ERRORS),
                        binder.need(Keys.ALLOW_UNLIMITED),
                        binder.read(Keys.TIME),
                        binder.need(Keys.TASK_TIME),
                        binder.need(Keys.OUTAGE)),
                resend(),
                output(),
                new JobFile.Store(storeUrl()));
    }

    private Path runsDirectory() {
        Path flag = overrides.runsDirectory();
        if (flag != null) {
            return Tidy.path(flag.toAbsolutePath());
        }
        String variable = variables.get(Rules.RUNS_DIRECTORY_VARIABLE);
        return variable == null
                ? folder.resolve("runs")
                : Tidy.path(Path.of(variable).toAbsolutePath());
    }

    /** To be asked only while the address is sound. */
    boolean onSandbox() {
        return baseUrl() == null;
    }

    private @Nullable URI baseUrl() {
        if (overrides.sandbox()) {
            return null;
        }
        String written = binder.read(Keys.BASE_URL);
        String url = written == null ? variables.get(Rules.BASE_URL_VARIABLE) : written;
        return BaseUrl.of(url == null ? BaseUrl.DEFAULT : url);
    }

    private JobFile.Worker worker(String name) {
        Schemas schemas = new Schemas(folder);
        if (!binder.givenIn(WorkerRules.TEMPLATE)) {
            return new JobFile.Worker(
                    binder.need(Keys.WORKER_ID), null, schemas.checked(binder.read(Keys.OUTPUT_SCHEMA)));
        }
        String title = binder.read(Keys.TEMPLATE_TITLE);
        return new JobFile.Worker(
                null,
                new JobFile.Worker.Template(
                        title == null ? name : title,
                        binder.read(Keys.TEMPLATE_INSTRUCTIONS),
                        binder.read(Keys.TEMPLATE_PROMPT),
                        schemas.checked(binder.read(Keys.TEMPLATE_SCHEMA)),
                        binder.read(Keys.TEMPLATE_SUMMARY),
                        binder.need(Keys.TEMPLATE_VISIBILITY)),
                null);
    }

    private JobFile.@Nullable Webhook webhook() {
        JobFile.Webhook.Listen listen = binder.read(Keys.WEBHOOK_LISTEN);
        String url = binder.read(Keys.WEBHOOK_URL);
        return listen == null ? null : new JobFile.Webhook(listen, url == null ? null : URI.create(url));
    }

    JobFile.Input input() {
        Source source = Source.of(binder.need(Keys.INPUT_FILE));
        Format written = binder.read(Keys.FORMAT);
        Format format = Objects.requireNonNull(written == null ? source.format() : written);
        Character delimiter = binder.read(Keys.DELIMITER);
        return new JobFile.Input(
                inputFile(),
                format,
                source.gzip(),
                binder.read(Keys.ROW_KEY),
                binder.need(Keys.MAX_ROW_BYTES),
                new JobFile.Input.Csv(
                        delimiter == null && format == Format.TSV ? Character.valueOf('\t') : delimiter,
                        binder.need(Keys.QUOTE),
                        binder.need(Keys.CHARSET),
                        binder.need(Keys.HEADER),
                        binder.need(Keys.COLUMNS)));
    }

    /** Where the input lies; null for standard input. */
    @Nullable
    Path inputFile() {
        Path file = Source.of(binder.need(Keys.INPUT_FILE)).file();
        return file == null ? null : Tidy.path(folder.resolve(file));
    }

    /** The folder of the job file. */
    Path folder() {
        return folder;
    }

    private Path attachmentFolder() {
        Path input = input().file();
        Path beside = input == null ? null : input.getParent();
        return beside == null ? folder : beside;
    }

    private JobFile.Resend resend() {
        Types.Range backoff = binder.need(Keys.BACKOFF);
        return new JobFile.Resend(
                binder.need(Keys.ATTEMPTS),
                backoff.min(),
                backoff.max(),
                binder.need(Keys.LOOKUP_GRACE),
                binder.need(Keys.UNRESOLVED));
    }

    private JobFile.Output output() {
        Path directory = binder.read(Keys.DIRECTORY);
        Set<JobFile.Output.ResultFormat> formats = EnumSet.copyOf(binder.need(Keys.FORMATS));
        return new JobFile.Output(
                directory == null ? null : Tidy.path(folder.resolve(directory)).toString(),
                Collections.unmodifiableSet(formats),
                binder.need(Keys.FLATTEN),
                new JobFile.Output.ResultCsv(
                        binder.need(Keys.RESULT_DELIMITER), binder.need(Keys.BOM), binder.need(Keys.RAW)),
                binder.need(Keys.OVERWRITE),
                downloads());
    }

    private JobFile.Output.@Nullable Downloads downloads() {
        boolean wanted =
                binder.given(Keys.DOWNLOADS) ? binder.need(Keys.DOWNLOADS) : binder.givenIn(Keys.DOWNLOADS.path());
        return wanted
                ? new JobFile.Output.Downloads(binder.need(Keys.DOWNLOAD_BYTES), binder.need(Keys.DOWNLOAD_FILES))
                : null;
    }

    private @Nullable String storeUrl() {
        String url = binder.read(Keys.STORE_URL);
        return url == null ? null : StoreUrl.resolve(url, folder);
    }
}
