package com.handinger.batch.jobfile;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job file that passed every check. All paths are absolute: relative ones were resolved against the folder of the
 * job file.
 *
 * @param file the job file itself
 * @param name name of the job, {@code [a-z0-9][a-z0-9-]{0,63}}
 * @param runsDirectory where runs are kept: {@code --runs-dir}, {@code HANDINGER_RUNS_DIR}, or {@code runs} beside the
 *     job file
 * @param webhook never null with {@link Completion#WEBHOOK}; without it, it is not used
 */
public record JobFile(
        Path file,
        String name,
        Path runsDirectory,
        Api api,
        Worker worker,
        Input input,
        Task task,
        Completion completion,
        @Nullable Webhook webhook,
        Limits limits,
        Resend resend,
        Output output,
        Store store) {

    /** Says that a webhook is described and not used; null when that is not so. */
    public @Nullable String webhookUnused() {
        return webhook == null || completion == Completion.WEBHOOK
                ? null
                : "webhook: not used, because completion is "
                        + completion.name().toLowerCase(Locale.ROOT);
    }

    /** The same job with another credit limit. */
    public JobFile within(Limits.Credits credits) {
        Limits told = new Limits(
                limits.concurrency,
                limits.requestsPerMinute,
                credits,
                limits.creditsPerTask,
                limits.errors,
                limits.allowUnlimited,
                limits.time,
                limits.taskTime,
                limits.outage);
        return new JobFile(
                file, name, runsDirectory, api, worker, input, task, completion, webhook, told, resend, output, store);
    }

    /**
     * The server.
     *
     * @param baseUrl address of a server, without a trailing slash; null means the embedded sandbox
     * @param timeout how long a blocked send is held before its task is looked up instead
     */
    public record Api(@Nullable URI baseUrl, Duration timeout) {

        /** Whether the job runs on the embedded sandbox. */
        public boolean sandbox() {
            return baseUrl == null;
        }

        private static final Duration TIMEOUT = Duration.ofMinutes(10);

        /**
         * The server without a job file: {@code HANDINGER_BASE_URL}, else the public one.
         *
         * @throws IllegalArgumentException saying what is wrong with the variable
         */
        public static Api of(Map<String, String> environment) {
            String told = environment.getOrDefault(Rules.BASE_URL_VARIABLE, "").strip();
            return at(Rules.BASE_URL_VARIABLE, told.isEmpty() ? BaseUrl.DEFAULT : told);
        }

        /**
         * The server at an address that a person gave.
         *
         * @param where names the place in messages
         * @throws IllegalArgumentException saying what is wrong with it
         */
        public static Api at(String where, String address) {
            Fault fault = BaseUrl.fault(address);
            if (fault != null) {
                throw new IllegalArgumentException(where + ": " + fault.found() + "; " + fault.cure());
            }
            return new Api(BaseUrl.of(address), TIMEOUT);
        }

        /** The server's name in identities and messages: its address, or {@code sandbox}. */
        public String identity() {
            return baseUrl == null ? BaseUrl.SANDBOX : baseUrl.toString();
        }
    }

    /**
     * The worker whose tasks the rows become: one that is there, or one that is made.
     *
     * @param id null when it is made from the template
     * @param template null beside an id
     * @param outputSchema beside an id: what results are checked against; null means that they are not checked
     */
    public record Worker(
            @Nullable String id,
            @Nullable Template template,
            @Nullable OutputSchema outputSchema) {

        /** A worker whose results are not checked. */
        public Worker(String id) {
            this(id, null, null);
        }

        /**
         * What a worker is made from. Lengths are as the API takes them.
         *
         * @param title the tag of the job follows it at the server
         * @param instructions null when the service writes them from the prompt
         * @param prompt null beside instructions
         * @param outputSchema null leaves answers free-form
         * @param summary null leaves it to the service
         * @param visibility {@code public} or {@code private}
         */
        public record Template(
                String title,
                @Nullable String instructions,
                @Nullable String prompt,
                @Nullable OutputSchema outputSchema,
                @Nullable String summary,
                String visibility) {}
    }

    /**
     * What the structured output of a task looks like.
     *
     * @param json a JSON Schema of Draft-07 without white space between its tokens, its members as they were written
     */
    public record OutputSchema(String json) {}

    /**
     * The input.
     *
     * @param file null means standard input
     * @param gzip whether the file is read through gzip
     * @param key column, or dotted path in JSONL, that names a row; null means content hash and occurrence
     * @param maxRowBytes rows above this many bytes are rejected
     */
    public record Input(
            @Nullable Path file,
            Format format,
            boolean gzip,
            @Nullable String key,
            long maxRowBytes,
            Csv csv) {

        /** How records are written. */
        public enum Format {
            CSV,
            TSV,
            JSONL
        }

        /**
         * Dialect of CSV and TSV input.
         *
         * @param delimiter null means: found out from the first lines
         * @param header whether the first record names the columns
         * @param columns names of the columns of a file without header; empty means {@code c1, c2, …}
         */
        public record Csv(
                @Nullable Character delimiter, char quote, Charset charset, boolean header, List<String> columns) {}
    }

    /**
     * What a row becomes.
     *
     * @param input Mustache template of the task's text
     * @param budget {@code low}, {@code standard}, {@code high} or {@code unlimited}, or a Mustache template of one
     * @param continues Mustache template of the id of the task that the row adds a turn to; null without one
     * @param when when it runs; null means now
     * @param attached what is sent with it
     */
    public record Task(
            String input,
            String budget,
            @Nullable String continues,
            @Nullable When when,
            Attached attached) {

        /** A task of the row's own, without files, that runs now. */
        public Task(String input, String budget) {
            this(input, budget, null, null, Attached.NOTHING);
        }

        /**
         * Files that are sent with tasks.
         *
         * @param files Mustache templates of paths
         * @param folder where relative ones begin
         */
        public record Attached(List<String> files, Path folder) {

            /** No files at all. */
            public static final Attached NOTHING = new Attached(List.of(), Path.of(""));
        }
    }

    /**
     * Limits of a run.
     *
     * @param concurrency tasks in flight at once
     * @param requestsPerMinute all requests of this process; null means untold
     * @param credits what the whole run may spend; null means untold
     * @param creditsPerTask the least that is reserved for a task; null means learned alone
     * @param errors how many rows may end badly before a start stops
     * @param allowUnlimited whether {@code budget: unlimited} is allowed
     * @param time how long one start may take; null means no limit
     * @param taskTime how long one task may run before its row fails
     * @param outage how long the server may be away before the start ends
     */
    public record Limits(
            Concurrency concurrency,
            @Nullable Integer requestsPerMinute,
            @Nullable Credits credits,
            @Nullable Integer creditsPerTask,
            Errors errors,
            boolean allowUnlimited,
            @Nullable Duration time,
            Duration taskTime,
            Duration outage) {

        /**
         * What a run may spend.
         *
         * @param most null means that it was said to have no limit
         */
        public record Credits(@Nullable Long most) {}

        /**
         * How many rows may end badly.
         *
         * @param most rows, or, as a share, percent
         */
        public record Errors(long most, boolean share) {}
    }

    /**
     * Tasks in flight at once: a number, or a range in which the number adapts to the server.
     *
     * @param min never fewer are allowed
     * @param max never more are allowed; the same as {@code min} for a number that never changes
     */
    public record Concurrency(int min, int max) {

        /** What {@code auto} stands for. */
        public static final Concurrency AUTO = new Concurrency(1, 256);

        /** As in the job file. */
        @Override
        public String toString() {
            return min == max ? String.valueOf(min) : min + ".." + max;
        }
    }

    /** How the end of a task is noticed. Whatever is chosen, a send that breaks is looked up, and reads are the net. */
    public enum Completion {
        /** Its send is held up to {@code api.timeout}, then its task is read until it ends. */
        AUTO,
        /** Its send is held as long as its task may run. */
        BLOCK,
        /** Its send is held for a moment, then its task is read until it ends. */
        POLL,
        /** As {@code POLL}, but an event stream tells when to read, where the server offers one. */
        STREAM,
        /** As {@code POLL}, but the server's deliveries tell when to read. */
        WEBHOOK
    }

    /**
     * Where the server tells that a task has ended.
     *
     * @param listen where deliveries are taken
     * @param publicUrl what the server is told; null means the address of {@code listen}, on this machine
     */
    public record Webhook(Listen listen, @Nullable URI publicUrl) {

        /**
         * An address of this machine.
         *
         * @param port 0 means any free one
         */
        public record Listen(String host, int port) {

            /** Whether nobody but this machine can reach it. */
            public boolean here() {
                return Loopback.is(host);
            }

            @Override
            public String toString() {
                return host + ":" + port;
            }
        }
    }

    /**
     * What happens to a row whose send had no known outcome.
     *
     * @param attempts sends of one task id at most, the first included
     * @param backoffMin first pause before a further send
     * @param backoffMax longest pause before a further send
     * @param lookupGrace how long a task must stay absent before it counts as never taken
     * @param unresolved what becomes of a row whose task proved absent
     */
    public record Resend(
            int attempts, Duration backoffMin, Duration backoffMax, Duration lookupGrace, Unresolved unresolved) {

        /** What becomes of a row whose task proved absent after an unknown outcome. */
        public enum Unresolved {
            /** The same id is sent again. */
            RESEND,
            /** It fails as unresolved, and a person decides. */
            HOLD
        }
    }

    /**
     * Result files.
     *
     * @param directory absolute folder, may hold {@code {run-id}}; null means {@code <runs>/<name>/<run-id>}
     * @param flatten CSV: one column per top-level field of the structured output
     * @param overwrite whether another run's files in the folder may be replaced
     * @param downloads how files that tasks publish are fetched; null means that they are not
     */
    public record Output(
            @Nullable String directory,
            Set<ResultFormat> formats,
            boolean flatten,
            ResultCsv csv,
            boolean overwrite,
            @Nullable Downloads downloads) {

        /** Without downloads. */
        public Output(
                @Nullable String directory,
                Set<ResultFormat> formats,
                boolean flatten,
                ResultCsv csv,
                boolean overwrite) {
            this(directory, formats, flatten, csv, overwrite, null);
        }

        /**
         * How files that tasks publish are fetched.
         *
         * @param maxBytes larger ones are not
         * @param maxFiles so many of a task at most
         */
        public record Downloads(long maxBytes, int maxFiles) {}

        /** Format of the result files. */
        public enum ResultFormat {
            JSONL,
            CSV
        }

        /**
         * Dialect of {@code results.csv}.
         *
         * @param bom whether the file starts with a byte order mark
         * @param raw whether cells that a spreadsheet would read as a formula stay as they are
         */
        public record ResultCsv(char delimiter, boolean bom, boolean raw) {}
    }

    /**
     * Where the ledger is kept.
     *
     * @param url JDBC address; null means an H2 file at {@code <runs>/<name>/store}
     */
    public record Store(@Nullable String url) {}
}
