package com.handinger.batch.api;

import java.net.http.HttpHeaders;
import java.util.Locale;

/**
 * How a request for the event stream of a task ended well. What its events say is not published and not needed: that
 * the server closed it is a hint to read the task.
 */
public enum StreamEnd {
    /** The server streamed, and closed. */
    CLOSED,
    /** It answered at once, with something else: it has no streams. */
    NOT_OFFERED;

    static final String MEDIA_TYPE = "text/event-stream";

    static boolean comesAs(HttpHeaders headers) {
        return headers.firstValue("Content-Type")
                .orElse("")
                .strip()
                .toLowerCase(Locale.ROOT)
                .startsWith(MEDIA_TYPE);
    }
}
