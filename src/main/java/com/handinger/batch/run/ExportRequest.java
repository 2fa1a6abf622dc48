package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.JobFile.Output.ResultFormat;
import com.handinger.batch.task.RowState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which rows go where.
 *
 * @param runId names the run; null means the newest one
 * @param states of the rows that are wanted
 * @param target the file; null means standard output
 * @param patience how long to wait for a process that works with the store
 */
public record ExportRequest(
        JobFile job,
        @Nullable String runId,
        ResultFormat format,
        Set<RowState> states,
        @Nullable Path target,
        Duration patience) {

    private static final String ALL = "all";

    /**
     * The same with the states by their words: none for what is usual for the format, {@code all} for every one.
     *
     * @throws IllegalArgumentException for another word
     */
    public ExportRequest(
            JobFile job,
            @Nullable String runId,
            ResultFormat format,
            List<String> words,
            @Nullable Path target,
            Duration patience) {
        this(job, runId, format, states(words, format), target, patience);
    }

    private static Set<RowState> states(List<String> words, ResultFormat format) {
        if (words.isEmpty()) {
            return format == ResultFormat.CSV ? EnumSet.allOf(RowState.class) : EnumSet.of(RowState.COMPLETED);
        }
        if (words.contains(ALL)) {
            return EnumSet.allOf(RowState.class);
        }
        Set<RowState> states = EnumSet.noneOf(RowState.class);
        words.forEach(word -> states.add(state(word)));
        return states;
    }

    private static RowState state(String word) {
        RowState[] all = RowState.values();
        return Arrays.stream(all)
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--status takes "
                        + Arrays.stream(all).map(RowState::word).collect(Collectors.joining(", "))
                        + " or all, and not \"" + word + "\""));
    }
}
