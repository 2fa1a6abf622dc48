package com.handinger.batch.jobfile;

import org.jspecify.annotations.Nullable;

/** One key while its value is read: what the value may refer to, and where its problems go. */
record Site(String path, Variables variables, Problems problems) {

    /** The text of a scalar with its variables put in; null after a problem was reported. */
    @Nullable
    String text(Value.Text text) {
        String expanded = variables.expand(
                text.raw(),
                fault -> problems.add(
                        text.place(),
                        path,
                        fault,
                        "accepted: ${NAME} of a set variable, ${NAME:-default}, or $$ for a dollar sign"
                                + (path.startsWith("task.") ? "; a column of the input is written {{claim}}" : "")));
        if (expanded == null) {
            return null;
        }
        if (Secrets.in(expanded)) {
            Secrets.refuseValue(text.place(), path, problems);
            return null;
        }
        NotBuilt missing = NotBuilt.value(path, expanded);
        if (missing != null) {
            missing.report(text.place(), path, problems);
            return null;
        }
        return expanded;
    }

    void refuse(Value value, String accepts, @Nullable String nearest) {
        String found = "found " + value.description();
        if (value instanceof Value.Misfit misfit && misfit.cure() != null) {
            problems.add(value.place(), path, found, misfit.cure());
        } else {
            problems.add(value.place(), path, found, "accepted: " + accepts, nearest);
        }
    }
}
