package com.handinger.batch.jobfile;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job file with the problems found so far, and what of it can be used in spite of them: enough to look at the input,
 * so that a user learns everything at once. Not for several threads.
 */
public final class JobDraft {

    /** The worker of a first job file, until somebody names another: the sandbox alone has it. */
    public static final String PLACEHOLDER = "wrk_your-worker";

    private static final String INPUT = "input";

    private final Assembly assembly;
    private final Binder binder;
    private final Problems problems;
    private final boolean readable;

    JobDraft(Assembly assembly, Binder binder, Problems problems, boolean readable) {
        this.assembly = assembly;
        this.binder = binder;
        this.problems = problems;
        this.readable = readable;
    }

    /** Whether there is a problem so far. */
    public boolean faulty() {
        return problems.any();
    }

    /** How the input is read; null when anything about it is wrong, since it would then be read in another way. */
    public JobFile.@Nullable Input input() {
        return readable && !problems.within(INPUT) ? assembly.input() : null;
    }

    /** Where the input lies, though it may be unknown how it is read; null for standard input, and when nobody can tell. */
    public @Nullable Path inputFile() {
        boolean told = readable && binder.given(Keys.INPUT_FILE) && !problems.within(Keys.INPUT_FILE.path());
        return told ? assembly.inputFile() : null;
    }

    /** What a row becomes, with the default in place of a wrong budget; null without a text. */
    public JobFile.@Nullable Task task() {
        String text = readable ? binder.read(Keys.TASK_INPUT) : null;
        if (text == null) {
            return null;
        }
        String budget = binder.read(Keys.BUDGET);
        List<String> files = binder.read(Keys.FILES);
        return new JobFile.Task(
                text,
                budget == null ? String.valueOf(Keys.BUDGET.otherwise().text()) : budget,
                binder.read(Keys.CONTINUES),
                WhenRules.read(binder),
                new JobFile.Task.Attached(files == null ? List.of() : files, assembly.folder()));
    }

    /**
     * Adds a problem at the place where the key was written.
     *
     * @param path of a key that works, such as {@code task.input}
     * @param found what was found
     * @param cure what to do about it; may be empty
     * @param nearest the nearest right name, where one is near
     */
    public void refuse(String path, String found, String cure, @Nullable String nearest) {
        binder.refuse(Objects.requireNonNull(Keys.find(path), path), found, cure, nearest);
    }

    /** Refuses a moment for all schedules that has passed at this time. */
    public void checkDate(Instant now) {
        JobFile.Task task = task();
        When when = task == null ? null : task.when();
        String passed = when == null ? null : when.passed(now);
        if (passed != null) {
            binder.refuse(Keys.WHEN_DATE, "a moment that has passed", "write one to come");
        }
    }

    /** Refuses a worker that is still to be named, where rows would go to a server that cannot know it. */
    public void checkWorkerNamed() {
        boolean told = readable && binder.given(Keys.WORKER_ID) && !problems.within(Keys.BASE_URL.path());
        if (told && PLACEHOLDER.equals(binder.read(Keys.WORKER_ID)) && !assembly.onSandbox()) {
            binder.refuse(
                    Keys.WORKER_ID,
                    PLACEHOLDER + " is still the placeholder that init wrote",
                    "put the id of your own worker there (wrk_…), or say --sandbox, which takes any");
        }
    }

    /**
     * The job file.
     *
     * @throws JobFileException with all problems, when there is at least one
     */
    public JobFile jobFile() throws JobFileException {
        problems.stopIfAny();
        return assembly.jobFile();
    }
}
