package com.handinger.batch.jobfile;

import java.util.List;

/** A job file that cannot be used, with all of its problems. */
public final class JobFileException extends Exception {

    private static final long serialVersionUID = 1L;

    private final List<Problem> problems;

    /** At least one problem. */
    public JobFileException(List<Problem> problems) {
        super(problems.stream()
                .map(Problem::toString)
                .reduce((a, b) -> a + "\n" + b)
                .orElse("no problem"));
        this.problems = List.copyOf(problems);
    }

    /** All problems in the order of their lines. */
    public List<Problem> problems() {
        return problems;
    }
}
