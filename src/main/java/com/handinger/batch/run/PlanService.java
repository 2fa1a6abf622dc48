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
        InputSurvey survey = new InputSurvey(job, Past.kept(job, runId));
        InputCheck check = InputCheck.of(job, stdin, now, stop, survey);
        Past past = Past.read(job, runId, survey.fingerprint(), survey.marks());
        LastRun last = past.last();
        checkDate(job, last, now);
        long toSend = last.left() == null ? check.rows() - check.rejected() : last.left();
        long requests = REQUESTS_PER_ROW * toSend;
        Forecast forecast = job.task().when() == null ? forecast(job, past, toSend) : null;
        boolean untold = CostConsent.needed(job) && toSend > 0;
        String begin = command(command, past.money(), untold);
        List<Plan.Choice> choices =
                last.asking() == null ? List.of() : last.asking().of(begin);
        String next = choices.isEmpty() ? begin : choices.get(0).command();
        return new Plan(
                job.name(),
                job.api().identity(),
                past.worker(),
                last.runId(),
                last.standing(),
                new Plan.Rows(check.rows(), toSend, check.rejected(), survey.duplicates(), survey.budgets()),
                last.finished() ? List.of() : survey.first(),
                survey.files(),
                requests,
                leastSeconds(job, requests),
                disk(job, survey.bytes(), check.rows()),
                forecast,
                forecast == null ? unknown(job, past, next) : null,
                untold ? CostConsent.untold(job) : remark(forecast, job, past),
                last.finished() ? null : next,
                choices);
    }

    private static @Nullable Long leastSeconds(JobFile job, long requests) {
        Integer rate = job.limits().requestsPerMinute();
        return rate == null ? null : Long.valueOf(Math.round(Math.ceil(requests * SECONDS_PER_MINUTE / rate)));
    }

    /** With a limit where a start would otherwise ask for one, or stop at once. */
    private static String command(String command, Past.Means money, boolean untold) {
        Long enough = money.enough();
        if (untold) {
            return RunRequest.limited(command, enough == null ? "N" : String.valueOf(enough));
        }
        return money.exhausted() && enough != null ? RunRequest.raised(command, enough) : command;
    }

    private static @Nullable String remark(@Nullable Forecast forecast, JobFile job, Past past) {
        Long enough = past.money().enough();
        return enough == null || forecast == null
                ? null
                : forecast.shortOf(Money.limit(job), past.last().spent(), enough);
    }

    private static void checkDate(JobFile job, LastRun last, Instant now) throws RunException {
        Long left = last.left();
        if (left == null || left > 0) {
            Scheduling.checkDate(job.task().when(), "every row that is left", now);
        }
    }

    private static String unknown(JobFile job, Past past, String command) {
        if (job.task().when() != null) {
            return SCHEDULES;
        }
        return past.held() ? past.silence() : past.silence() + "; " + command + " --pilot " + PILOT + " finds out";
    }

    private static @Nullable Forecast forecast(JobFile job, Past past, long toSend) {
        return new Outlook(past.taken(), job.limits(), REQUESTS_PER_ROW, past.letThrough())
                .forecast(toSend, past.last().spent());
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
