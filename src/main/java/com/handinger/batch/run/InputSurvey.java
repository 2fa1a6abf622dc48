package com.handinger.batch.run;

import com.handinger.batch.input.Attachment;
import com.handinger.batch.input.InputRecord;
import com.handinger.batch.input.Rendering;
import com.handinger.batch.input.Repeats;
import com.handinger.batch.input.TaskTemplate;
import com.handinger.batch.input.TemplateException;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.report.Plan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at every row that could be sent, as it would be sent. */
final class InputSurvey {

    private static final int SHOWN = 3;

    private final TaskTemplate template;
    private final Repeats repeats = new Repeats();
    private final List<Plan.First> first = new ArrayList<>();
    private final Map<String, Long> budgets = new TreeMap<>();
    private final RowMarks marks = new RowMarks();
    private final KeptRows kept;
    private long bytes;
    private long files;
    private long fileBytes;
    private String fingerprint = "";

    /** @param kept rows that no start would send again */
    InputSurvey(JobFile job, KeptRows kept) throws RunException {
        this.kept = kept;
        try {
            template = TaskTemplate.compile(job.task());
        } catch (TemplateException e) {
            throw new RunException(ExitCode.USAGE, job.file() + ": " + e.getMessage(), e);
        }
    }

    void row(InputRecord.Row row) {
        marks.add(row.key(), kept.digest(row.digest()));
        bytes += row.columns().getBytes(StandardCharsets.UTF_8).length;
        files += row.files().size();
        fileBytes += row.files().stream().mapToLong(Attachment::size).sum();
        if (template.render(row.columns()) instanceof Rendering.Rendered sent) {
            repeats.add(sent.budget() + ' ' + sent.input());
            budgets.merge(sent.budget(), 1L, Long::sum);
            if (first.size() < SHOWN && !kept.has(row.key(), row.digest())) {
                first.add(new Plan.First(row.number(), row.key(), sent.input(), sent.budget()));
            }
        }
    }

    void end(String inputFingerprint) {
        fingerprint = inputFingerprint;
    }

    /** SHA-256 of the input's bytes. */
    String fingerprint() {
        return fingerprint;
    }

    /** The rows that can be sent, by what {@link KeptRows} compares of them. */
    RowMarks marks() {
        return marks;
    }

    /** Bytes of all rows as JSON. */
    long bytes() {
        return bytes;
    }

    /** What would be sent with them; null for a job without files. */
    Plan.@Nullable Files files() {
        return template.attaches() ? new Plan.Files(files, fileBytes) : null;
    }

    /** Rows that would be sent with the same budget and text as an earlier one. */
    long duplicates() {
        return repeats.count();
    }

    /** Rows by budget tier. */
    Map<String, Long> budgets() {
        return Collections.unmodifiableMap(budgets);
    }

    /** The first rows that are left, as they would be sent. */
    List<Plan.First> first() {
        return List.copyOf(first);
    }
}
