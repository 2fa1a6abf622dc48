package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.report.Forecast;
import com.handinger.batch.report.Plan;
import java.io.File;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a start would do, from the input and from what earlier runs took. Sends nothing and writes nothing. */
public final class PlanService {

    /** A send and a read of its end. */
    private static final int REQUESTS_PER_ROW = 2;

    private static final double SECONDS_PER_MINUTE = 60;

    /** Ledger and result files hold the row about so often, in front of an answer of this size with all that is kept of it. */
    private static final int COPIES = 4;

    private static final int PER_ROW = 6000;

    private static final int PILOT = 30;

    private static final String SCHEDULES =
            "each row becomes a schedule (task.when), which costs nothing itself; what its"
                    + " tasks cost later is not bounded by this job";

    private final InputStream stdin;

    /** Prepares. */
    public PlanService(InputStream stdin) {
        this.stdin = stdin;
    }

    /**
     * Reads the input and, when there is one, the ledger.
     *
     * @param command what begins or continues, without a selection
     * @throws RunException exit 2 when the job file is wrong or the input is broken, exit 6 when it was stopped
     */
    public Plan plan(JobFile job, @Nullable String runId, String command, StopSwitch stop) throws RunException {
        Instant now = Instant.now();
        InputSurvey survey = new InputSurvey(job);
        InputCheck check = InputCheck.of(job, stdin, now, stop, survey);
        Past past = Past.read(job, runId, survey.fingerprint(), survey.marks());
        checkDate(job, past, now);
        long toSend = past.left() == null ? check.rows() - check.rejected() : past.left();
        long requests = REQUESTS_PER_ROW * toSend;
        Integer rate = job.limits().requestsPerMinute();
        boolean schedules = job.task().when() != null;
        Forecast forecast = schedules ? null : forecast(job, past, toSend);
        return new Plan(
                job.name(),
                job.api().identity(),
                past.worker(),
                past.standing(),
                new Plan.Rows(check.rows(), toSend, check.rejected(), survey.duplicates(), survey.budgets()),
                past.finished() ? List.of() : survey.first(),
                survey.files(),
                requests,
                rate == null ? null : Math.round(Math.ceil(requests * SECONDS_PER_MINUTE / rate)),
                disk(job, survey.bytes(), check.rows()),
                forecast,
                forecast == null ? schedules ? SCHEDULES : unknown(past, command) : null,
                forecast == null ? null : forecast.shortOf(limit(job), past.spent()),
                past.finished() ? null : command + past.option());
    }

    private static void checkDate(JobFile job, Past past, Instant now) throws RunException {
        Long left = past.left();
        if (left == null || left > 0) {
            Scheduling.checkDate(job.task().when(), "every row that is left", now);
        }
    }

    private static String unknown(Past past, String command) {
        return past.held() ? past.silence() : past.silence() + "; " + command + " --pilot " + PILOT + " finds out";
    }

    private static @Nullable Long limit(JobFile job) {
        JobFile.Limits.Credits credits = job.limits().credits();
        return credits == null ? null : credits.most();
    }

    private static @Nullable Forecast forecast(JobFile job, Past past, long toSend) {
        return new Outlook(past.taken(), job.limits(), REQUESTS_PER_ROW, past.letThrough())
                .forecast(toSend, past.spent());
    }

    private static Plan.Disk disk(JobFile job, long inputBytes, long rows) throws RunException {
        Path folder = StoreLocation.where(job).folder();
        File there = folder.toFile();
        while (!there.exists() && there.getParentFile() != null) {
            there = there.getParentFile();
        }
        return new Plan.Disk(COPIES * inputBytes + rows * PER_ROW, there.getUsableSpace(), folder);
    }
}
