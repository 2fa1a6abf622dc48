package com.handinger.batch.sandbox;

import java.util.ArrayList;
import java.util.List;

/** One task and its turns in the order they were accepted; never empty. */
record Task(String id, List<Turn> turns, boolean archived) {

    static Task first(Turn turn) {
        return new Task(turn.task(), List.of(turn), false);
    }

    Task with(Turn turn) {
        List<Turn> longer = new ArrayList<>(turns);
        longer.add(turn);
        return new Task(id, List.copyOf(longer), archived);
    }

    /** The task as it was before later turns came. */
    Task upTo(Turn turn) {
        return new Task(id, turns.subList(0, turn.seq() + 1), archived);
    }

    Task asArchived() {
        return new Task(id, turns, true);
    }

    Turn latest() {
        return turns.get(turns.size() - 1);
    }

    String worker() {
        return turns.get(0).worker();
    }

    long createdMillis() {
        return turns.get(0).acceptedMillis();
    }

    /** When the last of its turns ends, since 1970. */
    long endsMillis() {
        return turns.stream().mapToLong(Turn::endsMillis).max().orElse(createdMillis());
    }

    boolean runningAt(long millis) {
        return turns.stream().anyMatch(turn -> !turn.endedAt(millis));
    }

    /** Credits of the turns that have ended. */
    long creditsAt(long millis) {
        return turns.stream()
                .filter(turn -> turn.endedAt(millis))
                .mapToLong(Turn::credits)
                .sum();
    }

    /** Milliseconds of the turns that have ended. */
    long durationAt(long millis) {
        return turns.stream()
                .filter(turn -> turn.endedAt(millis))
                .mapToLong(Turn::durationMillis)
                .sum();
    }
}
