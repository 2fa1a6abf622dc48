package com.handinger.batch.cli;

import com.handinger.batch.api.ScheduleApi;
import com.handinger.batch.jobfile.When;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When a schedule runs: exactly one of them. */
final class WhenOptions {

    @Option(
            names = "--at",
            paramLabel = "MOMENT",
            description = "Once, at a moment with its offset such as 2030-12-01T08:00:00+01:00.")
    @Nullable
    String at;

    @Option(names = "--in", paramLabel = "TIME", description = "Once, after a time such as 2h (1s to 365d).")
    @Nullable
    String in;

    @Option(
            names = "--cron",
            paramLabel = "EXPRESSION",
            description = "Again and again, such as \"0 8 * * 1\"; in the time zone that schedule list shows.")
    @Nullable
    String cron;

    @Option(names = "--every", paramLabel = "TIME", description = "Again and again, such as 1h (1s to 365d).")
    @Nullable
    String every;

    /** Null after a fault. */
    ScheduleApi.@Nullable When checked(Arguments arguments) {
        if (Stream.of(at, in, cron, every).filter(Objects::nonNull).count() != 1) {
            arguments.fault("a schedule takes exactly one of --at, --in, --cron and --every");
            return null;
        }
        if (at != null) {
            return new ScheduleApi.When.At(arguments.moment("--at", at));
        }
        if (in != null) {
            return new ScheduleApi.When.In(arguments.seconds("--in", in));
        }
        if (every != null) {
            return new ScheduleApi.When.Every(arguments.seconds("--every", every));
        }
        String expression = cron == null ? "" : cron.strip();
        if (!When.Type.CRON.takes(expression)) {
            arguments.fault("--cron takes " + When.Type.CRON.accepts() + ", and not \"" + expression + "\"");
        }
        return new ScheduleApi.When.Cron(expression);
    }
}
