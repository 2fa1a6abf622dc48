package com.handinger.batch.jobfile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The problems found so far: each once, none with a secret in it. Not for several threads. */
final class Problems {

    private final Set<Problem> found = new LinkedHashSet<>();

    void add(Place place, String path, String fault, String accepted) {
        add(place, path, fault, accepted, null);
    }

    void add(Place place, String path, String fault, String accepted, @Nullable String nearest) {
        found.add(new Problem(
                place.file(), place.line(), Secrets.hide(path), Secrets.hide(fault), Secrets.hide(accepted), nearest));
    }

    boolean any() {
        return !found.isEmpty();
    }

    /** Whether there is a problem at the section or at anything in it. */
    boolean within(String section) {
        return found.stream().anyMatch(problem -> (problem.path() + ".").startsWith(section + "."));
    }

    boolean hasLine(int line) {
        return found.stream().anyMatch(problem -> problem.line() == line);
    }

    /** Stops with all problems in the order of their lines, those without a line last; does nothing without any. */
    void stopIfAny() throws JobFileException {
        if (found.isEmpty()) {
            return;
        }
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(problem -> problem.line() == 0 ? Integer.MAX_VALUE : problem.line()));
        throw new JobFileException(sorted);
    }
}
