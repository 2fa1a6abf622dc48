package com.handinger.batch.api;

import java.util.List;

/** The one table that says what the end of a request means. */
enum Verdict {
    OK,
    NOT_SENT,
    LATER,
    ABSENT,
    REFUSED,
    DENIED,
    UNPAID,
    UNKNOWN;

    /** What the request would have done. */
    enum Kind {
        /** Buys a turn. */
        SEND,
        /** Makes what buys turns on its own later. */
        SCHEDULE,
        /** Changes something else than tasks. */
        CHANGE,
        READ
    }

    /** What the end looks like besides its status. */
    enum Form {
        ANY,
        /** No answer, and the server cannot have taken the request. */
        UNSENT,
        /** A whole body of the promised shape. */
        READABLE,
        /** A whole body that is a JSON object with {@code error}. */
        JSON_ERROR
    }

    private record Row(int from, int to, Form form, Verdict send, Verdict other) {}

    /** The first row that fits counts. Status 0 is no answer. */
    private static final List<Row> TABLE = List.of(
            new Row(0, 0, Form.UNSENT, NOT_SENT, NOT_SENT),
            new Row(0, 199, Form.ANY, UNKNOWN, UNKNOWN),
            new Row(200, 299, Form.READABLE, OK, OK),
            new Row(200, 399, Form.ANY, UNKNOWN, UNKNOWN),
            new Row(401, 401, Form.ANY, DENIED, DENIED),
            new Row(402, 402, Form.ANY, UNPAID, UNPAID),
            new Row(403, 403, Form.ANY, DENIED, DENIED),
            new Row(404, 404, Form.JSON_ERROR, DENIED, ABSENT), // no such worker for this key: true of every row
            new Row(404, 404, Form.ANY, UNKNOWN, UNKNOWN),
            new Row(407, 407, Form.ANY, DENIED, DENIED), // the proxy's own, nothing passed it
            new Row(408, 409, Form.ANY, UNKNOWN, UNKNOWN),
            new Row(421, 421, Form.ANY, UNKNOWN, UNKNOWN), // a gateway's mistake, not the row's
            new Row(425, 425, Form.ANY, UNKNOWN, UNKNOWN),
            new Row(429, 429, Form.ANY, LATER, LATER),
            new Row(499, 499, Form.ANY, UNKNOWN, UNKNOWN), // a gateway that thinks we left
            new Row(400, 498, Form.ANY, REFUSED, REFUSED),
            new Row(500, Integer.MAX_VALUE, Form.ANY, UNKNOWN, UNKNOWN));

    /** @param status 0 without an answer */
    static Verdict of(Kind kind, int status, Form form) {
        for (Row row : TABLE) {
            if (row.from <= status && status <= row.to && (row.form == Form.ANY || row.form == form)) {
                return kind == Kind.SEND ? row.send : row.other;
            }
        }
        return UNKNOWN;
    }
}
