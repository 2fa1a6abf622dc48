package com.handinger.batch.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a request ended, as far as this machine can know. Messages are for people: one line, at most 300 characters,
 * never with the API key.
 */
public sealed interface Reply<T> {

    /** What is wrong with the server or the way to it; null when it answered. */
    default @Nullable String trouble() {
        return null;
    }

    /** A readable 2xx. Says nothing about the success of the task: its own status does. */
    record Ok<T>(int status, T body) implements Reply<T> {}

    /**
     * The server cannot have taken the request: no connection could be made, or not one byte of the request's body was
     * handed over. Sending again is safe.
     */
    record NotSent<T>(String reason) implements Reply<T> {

        @Override
        public String trouble() {
            return reason;
        }
    }

    /**
     * A file that belongs to the request is not what it was told to be: nothing was sent, and again does not help as long
     * as that is so.
     */
    record Unsendable<T>(String reason) implements Reply<T> {}

    /**
     * 429: the request was turned away before it ran.
     *
     * @param after the server's wish, as it is (zero and very long ones included, at most 100 years); null when it gave
     *     none that makes sense
     */
    record Later<T>(int status, @Nullable Duration after, String message) implements Reply<T> {}

    /**
     * A read, or a change of something else than tasks, met 404 in the API's own words (JSON with {@code error}): nothing
     * there by that id, as of now.
     */
    record Absent<T>(String message) implements Reply<T> {}

    /** This request is refused for good; again does not help. */
    record Refused<T>(int status, String message) implements Reply<T> {}

    /** The key, or the proxy's credentials, do not suffice: stop the run. */
    record Denied<T>(int status, String message) implements Reply<T> {}

    /** 402: presumably no credits are left. */
    record Unpaid<T>(int status, String message) implements Reply<T> {}

    /**
     * Whether the server took the request cannot be known from here: look before sending again.
     *
     * @param status of the answer's first line; null when none came
     */
    record Unknown<T>(@Nullable Integer status, Cause cause, String message) implements Reply<T> {

        @Override
        public String trouble() {
            return cause == Cause.STATUS ? "it answered " + status + ": " + message : message;
        }
    }

    /** Why an outcome is unknown. */
    enum Cause {
        /** The deadline passed, before the answer or inside its body. */
        TIMEOUT,
        /** The answer began, and then no byte came for the idle limit. */
        STALLED,
        /** The connection broke, before the answer or inside it. */
        CONNECTION_LOST,
        /** The status says so: 3xx, 408, 409, 425, 5xx and their like, or a 404 that is not the API's own. */
        STATUS,
        /** A 2xx that is not what the API answers. */
        UNREADABLE,
        /** A 2xx longer than the limit. */
        TOO_LARGE,
        /** This client was closed meanwhile. */
        CLOSED
    }
}
