package com.handinger.batch.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A worker's webhook that gave way to ours for the time of a start. Never its token.
 *
 * @param baseUrl the server's name
 * @param ours the address that the server was to tell
 * @param former the address that stood there before; null when there was none
 * @param takenAt ISO 8601 in UTC
 */
public record TakenWebhook(
        String baseUrl,
        String worker,
        String ours,
        @Nullable String former,
        String takenAt) {}
