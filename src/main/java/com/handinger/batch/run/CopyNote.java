package com.handinger.batch.run;

import java.time.Instant;

/**
 * {@code store.copy.json}: asks one owner of a store, and no later one, for a copy of it. Immutable.
 *
 * @param owner as in the status of the one that is asked
 * @param copy names the copy: the process that asks, and a number of its own
 */
record CopyNote(String owner, String copy, Instant askedAt) {}
