package com.handinger.batch.run;

import java.time.Instant;

/**
 * {@code store.stop.json}: asks one owner of a store, and no later one, to leave. Immutable.
 *
 * @param owner, pid, since as in the status of the one that is asked
 */
record StopNote(String owner, long pid, Instant since, Instant askedAt, String askedBy) {}
