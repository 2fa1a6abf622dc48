package com.handinger.batch.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What may go wrong with one {@code POST /api/tasks}. */
public enum Fault {
    NONE("none"),
    /** The connection breaks; no work was started. */
    DROP_BEFORE_WORK("dropBeforeWork"),
    /** The connection breaks at once; the work goes on. */
    DROP_AFTER_START("dropAfterStart"),
    /** 500 with a JSON error; no work was started. */
    ERROR_BEFORE_WORK("errorBeforeWork"),
    /** The work is done, then a gateway answers 502 with an HTML page. */
    BAD_GATEWAY_AFTER_WORK("badGatewayAfterWork"),
    /** The work is done, and no answer ever comes. */
    SILENCE("silence"),
    /** 429 although no limit was reached; no work was started. */
    TOO_MANY_REQUESTS("tooManyRequests"),
    /** The connection breaks before the body is read; no work was started. */
    DROP_BEFORE_READ("dropBeforeRead"),
    /** The work is done, then the connection breaks instead of an answer. */
    DROP_AFTER_WORK("dropAfterWork"),
    /** 500 with a JSON error at once; the work goes on. */
    ERROR_AFTER_START("errorAfterStart"),
    /** The work is done, and the answer trickles in over two seconds. */
    SLOW_ANSWER("slowAnswer"),
    /** 429 to this and to everything else the key asks for during two seconds; no work was started. */
    TOO_MANY_REQUESTS_BURST("tooManyRequestsBurst"),
    /** 403 with a JSON error; no work was started. */
    FORBIDDEN("forbidden"),
    /** 500 with a JSON error that is cut off; no work was started. */
    MALFORMED_ERROR("malformedError"),
    /** 503 with an HTML page; no work was started. */
    HTML_ERROR("htmlError");

    private final String key;

    Fault(String key) {
        this.key = key;
    }

    /** The name on a command line. */
    public String key() {
        return key;
    }

    /** Throws {@link IllegalArgumentException}, which lists the names, when there is no such fault. */
    public static Fault named(String key) {
        List<Fault> faults =
                Arrays.stream(values()).filter(fault -> fault != NONE).toList();
        return faults.stream()
                .filter(fault -> fault.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The sandbox has no fault \"" + key + "\". It knows "
                        + faults.stream().map(Fault::key).collect(Collectors.joining(", ")) + "."));
    }
}
