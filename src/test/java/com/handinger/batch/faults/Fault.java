package com.handinger.batch.faults;

import java.time.Duration;
import java.util.Map;

/** What goes wrong with one request. "After" means: the task was started, and goes on to its end whatever the client sees. */
public sealed interface Fault {

    /** Nothing goes wrong. */
    Fault NONE = new None();

    /** See {@link #NONE}. */
    record None() implements Fault {}

    /** The task is started first. */
    sealed interface AfterWork extends Fault {}

    /** The connection is reset, nothing was started. */
    record ResetBefore() implements Fault {}

    /** The task is started, then the connection is reset. */
    record ResetAfter() implements AfterWork {}

    /** Nothing is started and nothing is answered; the connection stays open until the client leaves. */
    record SilenceBefore() implements Fault {}

    /** The task is started, and nothing is ever answered. */
    record SilenceAfter() implements AfterWork {}

    /** An answer in place of any work. */
    record ErrorBefore(int status, String contentType, String body, Map<String, String> headers) implements Fault {

        /** A JSON error. */
        public ErrorBefore(int status, String message) {
            this(status, "application/json", "{\"error\":\"" + message + "\"}", Map.of());
        }
    }

    /** The task runs to its end, then comes a gateway's HTML error. */
    record ErrorAfter(int status) implements AfterWork {}

    /** The task runs to its end, then comes a 200 that is cut in the middle of its JSON, with a matching length. */
    record BrokenJsonAfter() implements AfterWork {}

    /** The task runs to its end, then comes half of the answer, then the connection closes. */
    record TruncatedAfter() implements AfterWork {}

    /** The task runs to its end, then comes half of the answer, then nothing, on an open connection. */
    record StallBodyAfter() implements AfterWork {}

    /** The task runs to its end, then comes an answer that never ends: one block each pause. */
    record EndlessBodyAfter(int blockBytes, Duration pause) implements AfterWork {}

    /** A gateway's 404 page, nothing was started. */
    record Html404() implements Fault {}

    /** The client sees a reset; the request takes effect only after the delay. */
    record Late(Duration delay) implements Fault {}

    /** 429, nothing was started; {@code retryAfter} goes out as the header, empty for none. */
    record RateLimit(String retryAfter) implements Fault {}

    /** 401 or 403, nothing was started. */
    record Deny(int status) implements Fault {}

    /** The task is worked and paid, and ends with status {@code error}; the answer is a 200 without output. */
    record TaskFails() implements Fault {}

    /** Exactly these characters, then the connection closes; nothing was started. */
    record Raw(String answer) implements Fault {}
}
