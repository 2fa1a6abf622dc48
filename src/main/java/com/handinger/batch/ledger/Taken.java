package com.handinger.batch.ledger;

/**
 * What a row, or one attempt at it, took.
 *
 * @param millis how long the server worked on it
 */
public record Taken(long credits, long millis) {}
