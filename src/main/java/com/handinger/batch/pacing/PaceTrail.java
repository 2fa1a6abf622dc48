package com.handinger.batch.pacing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a limit moved during a start.
 *
 * @param first what it began with; null for a rate that nothing was known of
 * @param last what it ended with; null for a rate that is still unknown
 * @param changes the last ones; growth without a cut in between is one change
 * @param omitted changes before these
 */
public record PaceTrail(@Nullable Integer first, @Nullable Integer last, List<Change> changes, int omitted) {

    /** Changes that are kept. */
    static final int MOST = 50;

    static final String GROWTH = "in use, and nothing refused";

    /**
     * One change.
     *
     * @param at when it began
     * @param from null when nothing was known before
     * @param reason for people
     */
    public record Change(Instant at, @Nullable Integer from, int to, String reason) {}

    /** Copies the list. */
    public PaceTrail {
        changes = List.copyOf(changes);
    }

    static PaceTrail of(@Nullable Integer first) {
        return new PaceTrail(first, first, List.of(), 0);
    }

    PaceTrail cut(Instant at, int to, String reason) {
        return with(changes, new Change(at, last, to, reason), omitted);
    }

    PaceTrail grown(Instant at, int to) {
        Change before = changes.isEmpty() ? null : changes.get(changes.size() - 1);
        if (before == null || !before.reason.equals(GROWTH)) {
            return with(changes, new Change(at, last, to, GROWTH), omitted);
        }
        return with(changes.subList(0, changes.size() - 1), new Change(before.at, before.from, to, GROWTH), omitted);
    }

    /** Why the limit was cut last; null while it never was. */
    public @Nullable String lastCut() {
        return changes.stream()
                .map(Change::reason)
                .filter(reason -> !reason.equals(GROWTH))
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    private PaceTrail with(List<Change> earlier, Change change, int before) {
        boolean many = earlier.size() >= MOST;
        List<Change> all = new ArrayList<>(many ? earlier.subList(1, earlier.size()) : earlier);
        all.add(change);
        return new PaceTrail(first, change.to, all, before + (many ? 1 : 0));
    }
}
