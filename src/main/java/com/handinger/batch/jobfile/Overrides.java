package com.handinger.batch.jobfile;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says about the job file.
 *
 * @param set the {@code key=value} texts of {@code --set} in their order; of two for one key the later one counts
 * @param runsDirectory {@code --runs-dir}, resolved against the current directory; null means it was not given
 * @param sandbox {@code --sandbox}: the embedded server, whatever {@code api.baseUrl} says
 */
public record Overrides(List<String> set, @Nullable Path runsDirectory, boolean sandbox) {

    /** Nothing is overridden. */
    public static final Overrides NONE = new Overrides(List.of(), null, false);

    /** Keeps a copy of the list. */
    public Overrides {
        set = List.copyOf(set);
    }
}
