package com.handinger.batch.run;

import com.handinger.batch.dispatch.DispatchRules;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.pacing.RequestRate;
import com.handinger.batch.task.FollowRules;
import com.handinger.batch.task.OutputCheck;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a job file says of sending and following, as the dispatcher takes it. */
final class JobRules {

    private JobRules() {}

    /**
     * What a start has to go by.
     *
     * @param learned of the server, by earlier starts
     * @param rate of all requests of the start
     * @param files that the process may open; null when nobody knows
     */
    record Means(
            PaceMemory learned, RequestRate rate, @Nullable OpenFiles files) {}

    /**
     * The rules.
     *
     * @param settleOnly whether this start only settles what earlier ones sent
     * @param check whether an output is usable
     */
    static DispatchRules of(JobFile job, Means means, boolean settleOnly, OutputCheck check) {
        JobFile.Completion completion = job.completion();
        FollowRules follow = follow(job).checking(check);
        return new DispatchRules(
                OpenFiles.pace(job, means.files),
                means.learned,
                means.rate,
                held(job),
                completion != JobFile.Completion.AUTO && completion != JobFile.Completion.BLOCK,
                job.limits().outage(),
                settleOnly ? follow.sendingNothing() : hinted(job, follow),
                false);
    }

    private static FollowRules follow(JobFile job) {
        JobFile.Resend resend = job.resend();
        FollowRules patience = FollowRules.of(
                        resend.attempts(), resend.backoffMin(), resend.backoffMax(), resend.lookupGrace())
                .withTaskTime(job.limits().taskTime());
        FollowRules follow = resend.unresolved() == JobFile.Resend.Unresolved.HOLD ? patience.holding() : patience;
        return job.completion() == JobFile.Completion.STREAM ? follow.streaming() : follow;
    }

    /** A start that only settles is told nothing. */
    private static FollowRules hinted(JobFile job, FollowRules follow) {
        return job.completion() == JobFile.Completion.WEBHOOK ? follow.hinted() : follow;
    }

    /** A send is not held longer than its task may run: then it is looked up. */
    private static Duration held(JobFile job) {
        Duration task = job.limits().taskTime();
        Duration told =
                job.completion() == JobFile.Completion.BLOCK ? task : job.api().timeout();
        return told.compareTo(task) < 0 ? told : task;
    }
}
