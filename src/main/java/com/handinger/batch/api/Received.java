package com.handinger.batch.api;

import java.net.http.HttpHeaders;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came back of one request, not yet judged.
 *
 * @param status 0 when no answer began
 * @param body what came of it
 * @param broken why the answer is missing or incomplete; null when it is whole
 * @param sent false when the server cannot have taken the request
 * @param detail the technical reason, for people; empty when the answer is whole
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Received(
        int status, HttpHeaders headers, byte[] body, Reply.@Nullable Cause broken, boolean sent, String detail) {

    static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (name, value) -> true);

    static Received unsent(Reply.Cause cause, String detail) {
        return new Received(0, NO_HEADERS, new byte[0], cause, false, detail);
    }
}
