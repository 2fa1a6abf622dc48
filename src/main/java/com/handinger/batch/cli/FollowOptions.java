package com.handinger.batch.cli;

import com.handinger.batch.run.SingleTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Under which id a single task is sent, with which files, and how far it is followed. */
final class FollowOptions {

    @Option(
            names = "--task-id",
            paramLabel = "TASK",
            description = {
                "The id of the task. Default: a new one, which is printed before anything is sent.",
                "One that exists gets a further turn, which is paid: that is looked up first, and asked."
            })
    @Nullable
    String taskId;

    @Option(names = "--no-wait", description = "Returns as soon as the task is readable; it goes on at the server.")
    boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long the task is followed; it goes on at the server. Default: 10m.")
    String timeout = "10m";

    @Mixin
    FileOptions files = new FileOptions();

    /** What is to be bought; the id and the time are checked, too. */
    Purchase.Wish checked(Arguments arguments, String worker, String input, String budget) {
        String told = taskId;
        if (told != null && !told.matches("[A-Za-z0-9._~:-]{1,200}")) {
            arguments.fault("--task-id takes letters, digits and . _ ~ : - such as tsk_9cKm_V3xPd0ZuR, and not \""
                    + told + "\"");
        }
        return new Purchase.Wish(
                worker,
                told == null ? SingleTask.unusedId() : told,
                told != null,
                input,
                budget,
                files.checked(arguments),
                arguments.patience("--timeout", timeout),
                !noWait);
    }
}
