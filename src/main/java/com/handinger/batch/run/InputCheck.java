package com.handinger.batch.run;

import com.handinger.batch.input.InputException;
import com.handinger.batch.input.InputRecord;
import com.handinger.batch.input.InputSpool;
import com.handinger.batch.input.RowReader;
import com.handinger.batch.input.TaskTemplate;
import com.handinger.batch.input.TemplateException;
import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.output.CsvColumns;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What reading the whole input finds, without a store and without sending anything.
 *
 * @param rows records of the input
 * @param rejected how many of them would never be sent
 * @param reasons the first rejected rows
 * @param notes what a user should know about the result files
 */
public record InputCheck(long rows, long rejected, List<BadRow> reasons, List<String> notes) {

    private static final int SHOWN = 20;
    private static final Pattern WHOLE_ROW = Pattern.compile("\\{\\{[{&]?\\s*(this|\\.)\\s*}}}?");

    /**
     * A row that would never be sent.
     *
     * @param file where the input lies
     * @param line on which the row starts
     * @param number of the row
     */
    public record BadRow(Path file, long line, long number, String reason) {

        @Override
        public String toString() {
            String place = "line " + line + ": ";
            String what = reason.startsWith(place) ? reason.substring(place.length()) : reason;
            return file + ":" + line + ": row " + number + ": " + what;
        }
    }

    /**
     * Reads the input for {@code validate}, the only verb whose exit code tells a broken input from a wrong job file.
     *
     * @param now rows that would be scheduled for a moment before this are rejected
     * @throws RunException exit 2 when the job file does not fit the input, exit 1 when the input itself is broken, exit
     *     6 when it was stopped
     */
    public static InputCheck of(JobFile job, InputStream stdin, Instant now, StopSwitch stop) throws RunException {
        return of(job, stdin, now, stop, null);
    }

    /**
     * The same where every row that can be sent is looked at by a survey, too.
     *
     * @throws RunException exit 2 when the job file or the input is broken, exit 6 when it was stopped
     */
    static InputCheck of(JobFile job, InputStream stdin, Instant now, StopSwitch stop, @Nullable InputSurvey survey)
            throws RunException {
        ExitCode broken = broken(survey);
        Path file = job.input().file();
        if (file != null) {
            return read(job, file, now, stop, survey);
        }
        try {
            Path spool = Files.createTempFile("handinger-batch-", ".stdin");
            try {
                InputSpool.copy(stdin, spool);
                return read(job, spool, now, stop, survey);
            } finally {
                Files.deleteIfExists(spool);
            }
        } catch (InputException | IOException e) {
            throw new RunException(broken, "standard input cannot be kept: " + e.getMessage(), e);
        }
    }

    private static ExitCode broken(@Nullable InputSurvey survey) {
        return survey == null ? ExitCode.ROWS : ExitCode.USAGE;
    }

    private static InputCheck read(JobFile job, Path file, Instant now, StopSwitch stop, @Nullable InputSurvey survey)
            throws RunException {
        ExitCode broken = broken(survey);
        try (RowReader reader = RowReader.open(
                job.input(),
                file,
                TaskTemplate.compile(job.task(), now),
                job.limits().allowUnlimited())) {
            InputCheck check = read(reader, file, stop, survey == null ? row -> {} : survey::row)
                    .noting(wholeRow(job.task().input()))
                    .noting(unlimited(job));
            check = check.rows > 1 ? check.noting(sameText(job.task())) : check;
            if (survey != null) {
                survey.end(reader.fingerprint());
            }
            return check;
        } catch (TemplateException e) {
            throw new RunException(ExitCode.USAGE, job.file() + ": " + e.getMessage(), e);
        } catch (InputException e) {
            throw new RunException(e.jobFault() ? ExitCode.USAGE : broken, e.getMessage(), e);
        } catch (IOException e) {
            throw new RunException(broken, file + " cannot be read: " + FileTrouble.of(e), e);
        }
    }

    private static InputCheck read(RowReader reader, Path file, StopSwitch stop, Consumer<InputRecord.Row> sendable)
            throws RunException, InputException {
        long rejected = 0;
        List<BadRow> reasons = new ArrayList<>();
        for (@Nullable InputRecord row = reader.next(); row != null; row = reader.next()) {
            if (row instanceof InputRecord.Row good) {
                sendable.accept(good);
            } else if (row instanceof InputRecord.Rejected bad && ++rejected <= SHOWN) {
                reasons.add(new BadRow(file, bad.line(), bad.number(), bad.reason()));
            }
            stop.check("the input was read only in part");
        }
        return new InputCheck(reader.count(), rejected, reasons, notes(reader.columns()));
    }

    /** Outside of a section it is hardly ever meant; null without one. */
    private static @Nullable String wholeRow(String template) {
        Matcher found = WHOLE_ROW.matcher(template);
        return template.contains("{{#") || !found.find()
                ? null
                : "task.input: " + found.group()
                        + " stands for the whole row, with all its columns; write the name of a column where one is meant";
    }

    /** With files or turns of other tasks it may be meant. */
    private static @Nullable String sameText(JobFile.Task task) {
        boolean alike = !task.input().contains("{{")
                && task.continues() == null
                && task.attached().files().isEmpty();
        return alike
                ? "task.input names no column, so that every row would be sent the same text; a column is written {{claim}}"
                : null;
    }

    private static @Nullable String unlimited(JobFile job) {
        return CostConsent.needed(job)
                ? "limits.credits is missing: at a terminal a start asks for a number, elsewhere (cron) it ends with exit 8;"
                        + " none is no limit"
                : null;
    }

    private InputCheck noting(@Nullable String note) {
        if (note == null) {
            return this;
        }
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new InputCheck(rows, rejected, reasons, more);
    }

    private static List<String> notes(List<String> columns) {
        return CsvColumns.of(columns).clashes().stream()
                .map(clash -> "results.csv: our column \"" + clash.column() + "\" is called \"" + clash.name()
                        + "\", because the input has a column of that name")
                .toList();
    }
}
