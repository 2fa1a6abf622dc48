package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.LastStart;
import com.handinger.batch.report.ReportFacts;
import com.handinger.batch.task.Span;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a start: of the job file, unless the command line told others. They are kept with the start, so that
 * who looks at the run later sees those that held, and not what the job file says by then.
 */
record StartLimits(List<ReportFacts.Limit> list) {

    private static final String CREDITS = "limits.credits";
    private static final String RATE = "limits.requestsPerMinute";

    /** A word of a command line as it is printed, quoted or not. */
    private static final String WORD = "(?:'[^']*'|\\\\'|[^\\s'\\\\])+";

    /** What a command line says of limits, and of what else a start keeps to. */
    private static final Pattern TOLD =
            Pattern.compile(" (?:--set (limits\\.\\w+)=[\\w.%:]+|(--tolerate|--metrics-file) " + WORD
                    + "|(--no-client-ids|--yes))(?= |$)");

    static StartLimits of(JobFile job) {
        JobFile.Limits limits = job.limits();
        JobFile.Limits.Credits credits = limits.credits();
        Long most = credits == null ? null : credits.most();
        Integer rate = limits.requestsPerMinute();
        return new StartLimits(List.of(
                limit(CREDITS, most == null ? "none" : most.toString()),
                limit(RATE, rate == null ? "untold" : rate.toString()),
                limit("limits.concurrency", limits.concurrency().toString()),
                limit("limits.errors", limits.errors().most() + (limits.errors().share() ? "%" : " rows")),
                limit("limits.time", limits.time() == null ? "none" : Span.text(limits.time())),
                limit("limits.taskTime", Span.text(limits.taskTime())),
                limit("limits.outage", Span.text(limits.outage()))));
    }

    /** Those of the last start of a run; of the job file while none has begun. */
    static StartLimits last(@Nullable LastStart start, JobFile job) {
        return start == null
                ? of(job)
                : new StartLimits(start.limits()
                        .lines()
                        .map(line -> line.split("=", 2))
                        .map(part -> limit(part[0], part[1]))
                        .toList());
    }

    private static ReportFacts.Limit limit(String name, String set) {
        boolean number = (name.equals(CREDITS) || name.equals(RATE)) && set.matches("\\d{1,18}");
        return new ReportFacts.Limit(name, set, number ? Long.valueOf(set) : null);
    }

    /** A line each, to be kept. */
    String text() {
        return list.stream().map(limit -> limit.name() + "=" + limit.set()).collect(Collectors.joining("\n"));
    }

    /** What the run may spend; null means no limit. */
    @Nullable
    Long credits() {
        return list.stream()
                .filter(limit -> limit.name().equals(CREDITS))
                .findFirst()
                .map(ReportFacts.Limit::value)
                .orElse(null);
    }

    /** The options of a command line that tell limits, and the others that a further start is to be told again. */
    static String told(String command) {
        return options(command).collect(Collectors.joining());
    }

    /**
     * A command that goes on with these limits; what it tells itself holds.
     *
     * @param told the options of the start that had them
     * @param job as the command would read it: a credit limit of its own never takes the place of the one that held
     */
    String continuing(String told, String command, JobFile job) {
        String options = options(told).filter(option -> !tells(command, option)).collect(Collectors.joining());
        boolean same = (command + options).contains(" --set " + CREDITS + "=")
                || Objects.equals(credits(), StartLimits.of(job).credits());
        Long most = credits();
        return command + options + (same ? "" : " --set " + CREDITS + "=" + (most == null ? "none" : most));
    }

    private static Stream<String> options(String command) {
        return TOLD.matcher(command).results().map(found -> found.group());
    }

    private static boolean tells(String command, String option) {
        return option.startsWith(" --set ")
                ? command.contains(option.substring(0, option.indexOf('=') + 1))
                : (command + " ").contains(option.split(" ", 3)[1] + " ");
    }
}
