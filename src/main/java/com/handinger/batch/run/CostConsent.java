package com.handinger.batch.run;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.RowCounts;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.task.RowState;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sees to it that nothing is bought from a server elsewhere unless somebody said how much it may cost. */
final class CostConsent {

    private static final int QUESTIONS = 3;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private final CostQuestion question;

    CostConsent(CostQuestion question) {
        this.question = question;
    }

    /** Whether a start of this job asks how much it may cost. */
    static boolean needed(JobFile job) {
        return job.task().when() == null && job.limits().credits() == null && Server.elsewhere(job.api());
    }

    /** What such a job leaves open, in words. */
    static String untold(JobFile job) {
        return "limits.credits is missing, and " + job.api().identity()
                + " is not on this machine: a start needs a number of credits, or none for no limit";
    }

    /**
     * Refuses a start that will buy for certain before anything else is done for it.
     *
     * @throws RunException exit 8 where nobody can be asked
     */
    void beforeANewRun(RunRequest request) throws RunException {
        if (question == CostQuestion.NOBODY && needed(request.job())) {
            throw untold(request, "", null);
        }
    }

    /**
     * The request with a limit, asked for where none was told and rows are left to be bought.
     *
     * @throws RunException exit 8 without an answer
     */
    RunRequest agreed(RunRequest request, RunRecord run, OpenStore store) throws RunException {
        Ledger ledger = new Ledger(store.jdbc(), store.transactions());
        RowCounts selected = ledger.counts(run, request.rows());
        // The rows of a pilot are drawn later on.
        RowCounts rows =
                selected.total() == 0 ? ledger.counts(run, request.rows().pool()) : selected;
        if (!needed(request.job()) || run.state() == RunRecord.State.FINISHED || rows.open() == 0) {
            return request;
        }
        long most = request.rows().among() instanceof RowRange.Among.Pilot pilot ? pilot.rows() : Long.MAX_VALUE;
        return asked(request, Math.min(most, rows.of(RowState.PENDING)), new Money(request.job(), run, store));
    }

    /**
     * The same before rows that ended are opened again, so that none is opened in vain.
     *
     * @throws RunException exit 8 without an answer
     */
    RunRequest beforeReopening(RunRequest request, RunRecord run, OpenStore store) throws RunException {
        return needed(request.job()) ? asked(request, null, new Money(request.job(), run, store)) : request;
    }

    private RunRequest asked(RunRequest request, @Nullable Long rows, Money money) throws RunException {
        String plan = plan(request.job(), rows, money);
        boolean shown = false;
        String words = plan;
        for (int asked = 0; asked < QUESTIONS; asked++) {
            String answer = question.answer(words);
            shown |= answer != null;
            if (answer == null || answer.isBlank()) {
                break;
            }
            JobFile.Limits.Credits credits = credits(answer.strip());
            if (credits != null) {
                return request.within(credits);
            }
            words = "\"" + answer.strip() + "\" is no number of credits, such as 500, and not none.";
        }
        throw untold(request, shown ? "" : plan + "\n", rows == null ? null : money.enough(rows));
    }

    private static JobFile.Limits.@Nullable Credits credits(String answer) {
        if (answer.equals("none")) {
            return new JobFile.Limits.Credits(null);
        }
        return NUMBER.matcher(answer).matches() ? new JobFile.Limits.Credits(Long.valueOf(answer)) : null;
    }

    /** @param rows to be sent; null when it is not known yet how many */
    private static String plan(JobFile job, @Nullable Long rows, Money money) {
        Double each = money.average();
        String worker = job.worker().id();
        String left = rows == null ? "Rows that ended are" : rows == 1 ? "1 row is" : rows + " rows are";
        return left + (rows == null ? " to be sent to " : " left to be sent to ")
                + job.api().identity() + ", one task each, for "
                + (worker == null ? "the worker that is made from worker.template" : "worker " + worker)
                + " with budget "
                + job.task().budget() + ". "
                + (each == null
                        ? "What a task costs is unknown: none of this worker has ended here."
                        : String.format(Locale.ROOT, "A task cost %.1f credits on average so far", each)
                                + (rows == null
                                        ? "."
                                        : String.format(Locale.ROOT, ": about %.0f in all.", each * rows)));
    }

    /** @param enough a limit that is about enough; null when nothing is known of it */
    private static RunException untold(RunRequest request, String plan, @Nullable Long enough) {
        return new RunException(
                ExitCode.DECISION,
                plan + "The job file does not say what the run may cost: limits.credits is missing, and "
                        + request.job().api().identity()
                        + " is not on this machine. Nothing was sent.\nWrite a number of credits (none for no limit) into"
                        + " the job file, or say it here:\n  " + request.command()
                        + " --set limits.credits=" + (enough == null ? "N" : String.valueOf(enough)) + "\n  "
                        + request.command() + " --set limits.credits=none");
    }
}
