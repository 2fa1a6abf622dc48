package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFileException;
import com.handinger.batch.jobfile.Problem;
import com.handinger.batch.progress.Legible;
import com.handinger.batch.report.JobStatus;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.RunException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The one door out: every failure becomes a message and an exit code here, and with {@code --json} a last line. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final Cli.Ports ports;
    private final Redaction redaction;
    private final boolean verbose;
    private final boolean json;
    private @Nullable String undone = "nothing was sent";

    Failures(Cli.Ports ports, List<String> arguments) {
        this.ports = ports;
        redaction = Redaction.of(ports.environment());
        verbose = arguments.contains("-v") || arguments.contains("--verbose");
        json = arguments.contains("--json");
    }

    @Override
    public int handleParseException(ParameterException fault, String[] arguments) {
        String message = Usage.message(fault);
        say(message + "\n" + Usage.help(fault));
        return end(ExitCode.USAGE, message, null);
    }

    @Override
    public int handleExecutionException(Exception fault, CommandLine line, ParseResult parsed) {
        trace(fault);
        undone = undone(line.getCommandName());
        if (fault instanceof JobFileException job) {
            return faults(job.problems());
        }
        Continued command = line.getCommand() instanceof Continued verb ? verb : null;
        if (fault instanceof RunException stopped) {
            return stopped(stopped, command);
        }
        return internal(fault, command == null ? null : command.careful());
    }

    /** What a verb that fails did not do, in words; null for one that would not have done anything. */
    private static @Nullable String undone(String verb) {
        return switch (verb) {
            case "prune" -> "nothing was removed";
            case "validate", "plan", "status", "export", "report", "verify", "stop", "init" -> null;
            default -> "nothing was sent";
        };
    }

    private int stopped(RunException fault, @Nullable Continued command) {
        String typed = command != null && continues(fault.exit()) ? command.typed() : null;
        String next = fault.continueWith() == null ? typed : fault.continueWith();
        String message = String.valueOf(fault.getMessage());
        say(next == null || message.contains(next) ? message : message + "\nContinue: " + next);
        String run = json ? fault.runId() : null;
        return end(fault.exit(), message, next, run == null || command == null ? null : command.standing(run));
    }

    /** A failure that nobody foresaw, of the machine or of this program. */
    int unforeseen(Throwable fault) {
        trace(fault);
        return internal(fault, null);
    }

    private int faults(List<Problem> problems) {
        problems.forEach(problem -> say(problem.toString()));
        int count = problems.size();
        String sum = (count == 1 ? "1 fault" : count + " faults")
                + (undone == null ? "." : ". N" + undone.substring(1) + ".");
        say(sum);
        if (json) {
            problems.forEach(problem -> ports.out().println(redaction.of(CheckLines.problem(problem))));
        }
        return end(ExitCode.USAGE, sum, null);
    }

    private int internal(Throwable fault, @Nullable String command) {
        String message = "internal error: " + fault;
        say(message);
        say("This is a fault of the program. What it had begun is safe. -v shows more."
                + (command == null ? "" : "\nContinue: " + command));
        return end(ExitCode.INTERNAL, message, command);
    }

    private static boolean continues(ExitCode exit) {
        return exit == ExitCode.STOPPED || exit == ExitCode.BUSY || exit == ExitCode.INTERNAL;
    }

    private int end(ExitCode exit, String reason, @Nullable String command) {
        return end(exit, reason, command, null);
    }

    private int end(ExitCode exit, String reason, @Nullable String command, JobStatus.@Nullable Run standing) {
        // Without a run, 0 and 1 say nothing about rows that ended.
        boolean rows = exit == ExitCode.DONE || exit == ExitCode.ROWS;
        say("Exit code " + exit.code() + ": " + (rows ? "not done, for the reason above" : meaning(exit)));
        if (json) {
            String why = redaction.of(reason);
            ports.out()
                    .println(
                            standing == null
                                    ? CheckLines.done(exit, why, command)
                                    : standing.doneLine(exit.code(), why, command));
        }
        return exit.code();
    }

    private String meaning(ExitCode exit) {
        return exit == ExitCode.DECISION
                ? "a decision is needed" + (undone == null ? "" : "; " + undone)
                : exit.meaning();
    }

    private void say(String text) {
        ports.err().println(Legible.of(redaction.of(text)));
    }

    private void trace(Throwable fault) {
        if (verbose) {
            StringWriter trace = new StringWriter();
            fault.printStackTrace(new PrintWriter(trace, true));
            say(trace.toString().strip());
        }
    }
}
