package com.handinger.batch.run;

import com.handinger.batch.input.InputException;
import com.handinger.batch.input.InputRecord;
import com.handinger.batch.input.InputSpool;
import com.handinger.batch.input.RowReader;
import com.handinger.batch.input.TaskTemplate;
import com.handinger.batch.input.TemplateException;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.LedgerLoad;
import com.handinger.batch.ledger.RunRecord.LoadedInput;
import com.handinger.batch.progress.Lengthy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the input of a job into the ledger, row by row. */
final class InputLoading {

    private final JobFile job;
    private final Path file;

    private InputLoading(JobFile job, Path file) {
        this.job = job;
        this.file = file;
    }

    /**
     * The input of a job; standard input is copied beside the store first, so that a killed start loses nothing of it.
     *
     * @throws RunException exit 2 when standard input cannot be kept, exit 6 when it was stopped before the end of it
     */
    static InputLoading of(JobFile job, InputStream stdin, Path storeFolder, StopSwitch stop) throws RunException {
        Path file = job.input().file();
        if (file != null) {
            return new InputLoading(job, file);
        }
        Path spool = storeFolder.resolve("store.stdin");
        Optional<InputException> fault = stop.unlessStopped(copied(stdin, spool));
        if (fault == null) {
            stop.check("nothing was sent, and standard input was not read to its end");
            throw new IllegalStateException("no stop was asked for");
        }
        if (fault.isPresent()) {
            throw new RunException(ExitCode.USAGE, fault.get().getMessage(), fault.get());
        }
        return new InputLoading(job, spool);
    }

    /** Who writes may be silent for as long as it likes, and a read of it cannot be ended. */
    private static CompletableFuture<Optional<InputException>> copied(InputStream stdin, Path spool) {
        CompletableFuture<Optional<InputException>> copied = new CompletableFuture<>();
        Thread copier = new Thread(
                () -> {
                    try {
                        InputSpool.copy(stdin, spool);
                        copied.complete(Optional.empty());
                    } catch (InputException e) {
                        copied.complete(Optional.of(e));
                    } catch (RuntimeException | Error e) {
                        copied.completeExceptionally(e);
                    }
                },
                "stdin");
        copier.setDaemon(true);
        copier.start();
        return copied;
    }

    /** The input of a run that goes on as it was loaded: nothing is read. */
    static InputLoading kept(JobFile job) {
        Path file = job.input().file();
        return new InputLoading(job, file == null ? job.file() : file);
    }

    /** The input as messages name it. */
    String name() {
        return job.input().file() == null ? "standard input" : file.toString();
    }

    /** How the input is read; another way of reading makes other rows. */
    String settings() {
        return settings(job);
    }

    static String settings(JobFile job) {
        JobFile.Input input = job.input();
        StringJoiner text = new StringJoiner(", ");
        text.add("format " + input.format().name().toLowerCase(Locale.ROOT));
        text.add(input.key() == null ? "no key" : "key " + input.key());
        text.add("maxRowBytes " + input.maxRowBytes());
        if (input.format() != JobFile.Input.Format.JSONL) {
            JobFile.Input.Csv csv = input.csv();
            text.add(csv.delimiter() == null ? "any delimiter" : "delimiter " + visible(csv.delimiter()));
            text.add("quote " + csv.quote());
            text.add("charset " + csv.charset());
            text.add(csv.header() ? "with header" : "without header");
            if (!csv.columns().isEmpty()) {
                text.add("columns " + csv.columns());
            }
        }
        return text.toString();
    }

    private static String visible(char delimiter) {
        return delimiter == '\t' ? "tab" : String.valueOf(delimiter);
    }

    /**
     * SHA-256 of the input's bytes, and of the files of its rows, all of which are read for it.
     *
     * @throws RunException exit 2 naming a fault of the input, exit 6 when it was stopped
     */
    String fingerprint(StopSwitch stop) throws RunException {
        TaskTemplate template = template(Instant.MIN);
        try {
            if (!template.attaches()) {
                return RowReader.fingerprint(file);
            }
            try (RowReader reader =
                    RowReader.open(job.input(), file, template, job.limits().allowUnlimited())) {
                while (reader.next() != null) {
                    stop.check("nothing was sent: the files of the rows were being read");
                }
                return reader.fingerprint();
            }
        } catch (InputException | IOException e) {
            String resumed =
                    Files.exists(file) ? "" : "; --resume goes on with a run as it was loaded, without its input";
            throw new RunException(ExitCode.USAGE, e.getMessage() + resumed, e);
        }
    }

    private TaskTemplate template(Instant now) throws RunException {
        try {
            return TaskTemplate.compile(job.task(), now);
        } catch (TemplateException e) {
            throw new RunException(ExitCode.USAGE, job.file() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads every row into the load; on a fault the load is thrown away and the ledger is as it was.
     *
     * @param voice told now and then how far it is
     * @param now rows that would be scheduled for a moment before this are rejected
     * @return records of the input
     * @throws RunException exit 2 naming the fault, exit 6 when it was stopped
     */
    long into(LedgerLoad load, int settingsNo, Instant now, StopSwitch stop, Consumer<String> voice)
            throws RunException {
        boolean whole = false;
        Lengthy progress = new Lengthy(voice, "Loading " + name(), System.nanoTime());
        try (RowReader reader =
                RowReader.open(job.input(), file, template(now), job.limits().allowUnlimited())) {
            @Nullable InputRecord row = reader.next();
            while (row != null) {
                load.add(row);
                progress.tick(System.nanoTime(), reader.count(), "row");
                stop.check("nothing was sent, and the input is read anew by the same command");
                row = reader.next();
            }
            load.end(new LoadedInput(name(), settings(), reader.fingerprint(), reader.columns()), settingsNo);
            whole = true;
            return reader.count();
        } catch (InputException | IOException e) {
            throw new RunException(ExitCode.USAGE, e.getMessage(), e);
        } finally {
            if (!whole) {
                load.discard();
            }
        }
    }
}
