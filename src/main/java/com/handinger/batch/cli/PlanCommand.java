package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.report.JobStatus;
import com.handinger.batch.report.Plan;
import com.handinger.batch.report.Summary;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.PlanService;
import com.handinger.batch.run.StopSwitch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code plan JOB}: what a start would send, cost and take. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what a start would do: rows, duplicates, rejections, rendered inputs, requests, disk, and, from what"
                    + " earlier tasks took, credits and time.",
            "With -v the first inputs are shown whole.",
            "Sends nothing, writes nothing, spends nothing; works while a run holds the store."
        },
        footer = {
            "",
            "Exit code 0: planned; 2: the job file is wrong, or the input cannot be read, as for run.",
            "",
            "Example:",
            "  handinger-batch plan jobs/fact-check.yaml"
        })
final class PlanCommand implements Callable<Integer> {

    private final Cli.Ports ports;
    private final StopSwitch stop;

    @Mixin
    private JobOptions options = new JobOptions();

    PlanCommand(Cli.Ports ports, StopSwitch stop) {
        this.ports = ports;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Exception {
        JobFile job = options.read(ports.environment(), true);
        Console console = ports.console(false);
        Plan plan = new PlanService(ports.in()).plan(job, options.runId, options.command("run"), stop);
        if (options.json) {
            console.data(plan.line());
            console.data(done(plan));
        } else {
            console.show(plan.text(options.verbose));
        }
        return ExitCode.DONE.code();
    }

    private String done(Plan plan) {
        String run = plan.runId();
        JobStatus.Run standing = run == null ? null : options.standing(ports.environment(), run);
        return standing == null
                ? Summary.doneLineWithoutRun(
                        ExitCode.DONE.code(),
                        "planned",
                        Summary.Rows.unsent(plan.rows().total(), plan.rows().rejected()),
                        plan.command())
                : standing.doneLine(ExitCode.DONE.code(), "planned", plan.command());
    }
}
