package com.handinger.batch.ledger;

import org.jspecify.annotations.Nullable;

/**
 * How a run stood at one moment. Immutable.
 *
 * @param startNo the start that worked on it
 * @param at milliseconds since 1970
 * @param bad rows that failed or are unusable
 * @param credits spent
 * @param inFlight most tasks that were seen under way since the moment before
 * @param tasks how many were allowed; null when nobody says so
 * @param perMinute requests a minute that were allowed; null while the server never refused
 * @param requests of this start so far
 * @param refused of which the server refused so many (429)
 * @param reason why the limit of tasks moved last, or what is waited for; null for neither
 */
public record RunMoment(
        int startNo,
        long at,
        long completed,
        long bad,
        long credits,
        int inFlight,
        @Nullable Integer tasks,
        @Nullable Integer perMinute,
        long requests,
        long refused,
        @Nullable String reason) {}
