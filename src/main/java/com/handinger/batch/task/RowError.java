package com.handinger.batch.task;

import org.jspecify.annotations.Nullable;

/**
 * Why a row did not complete.
 *
 * @param kind one word for scripts: {@code refused}, {@code error}, {@code aborted}, {@code unresolved}, {@code lost},
 *     {@code timeout}, {@code empty}, {@code oversized}
 * @param message for people
 * @param status HTTP status of the answer that decided; null without one
 */
public record RowError(
        String kind, String message, @Nullable Integer status) {}
