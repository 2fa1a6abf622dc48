package com.handinger.batch.sandbox;

import java.util.Map;

/** A request that is answered with an error. Carries no stack: it is an answer, not a fault of the sandbox. */
final class Refusal extends RuntimeException {

    private final int status;
    private final transient Map<String, String> headers;

    Refusal(int status, String message) {
        this(status, message, Map.of());
    }

    Refusal(int status, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    int status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    Map<String, String> headers() {
        return headers;
    }
}
