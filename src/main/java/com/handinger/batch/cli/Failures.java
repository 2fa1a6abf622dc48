package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFileException;
import com.handinger.batch.jobfile.Problem;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.RunException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one door out: every failure becomes a message and an exit code here. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final PrintStream err;
    private final boolean verbose;

    Failures(PrintStream err, boolean verbose) {
        this.err = err;
        this.verbose = verbose;
    }

    @Override
    public int handleParseException(ParameterException fault, String[] arguments) {
        err.println(fault.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(fault, new PrintWriter(err, true, StandardCharsets.UTF_8))) {
            err.println("See: " + fault.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        }
        return ExitCode.USAGE.code();
    }

    @Override
    public int handleExecutionException(Exception fault, CommandLine line, ParseResult parsed) {
        if (verbose) {
            fault.printStackTrace(err);
        }
        if (fault instanceof JobFileException job) {
            job.problems().stream().map(Problem::toString).forEach(err::println);
            int count = job.problems().size();
            err.println(count == 1 ? "1 fault. Nothing was sent." : count + " faults. Nothing was sent.");
            return ExitCode.USAGE.code();
        }
        if (fault instanceof RunException run) {
            err.println(run.getMessage());
            return run.exit().code();
        }
        err.println("internal error: " + fault);
        err.println("This is a fault of the program. What it had begun is safe: the same command continues. -v shows"
                + " more.");
        return ExitCode.INTERNAL.code();
    }
}
