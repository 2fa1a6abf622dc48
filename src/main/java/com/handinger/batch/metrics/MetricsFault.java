package com.handinger.batch.metrics;

/** What was told about metrics cannot be followed: what is wrong, and what to do. Its message holds no secret. */
public final class MetricsFault extends Exception {

    private static final long serialVersionUID = 1L;

    MetricsFault(String message) {
        super(message);
    }
}
