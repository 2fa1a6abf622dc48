package com.handinger.batch.sandbox;

import java.util.List;

/** A request that has been let in. */
final class Visit {

    private final Call call;
    private final List<String> ids;
    private final byte[] body;
    private final String user;

    Visit(Call call, List<String> ids, byte[] body, String user) {
        this.call = call;
        this.ids = ids;
        this.body = body;
        this.user = user;
    }

    Call call() {
        return call;
    }

    /** Those of the path, decoded. */
    List<String> ids() {
        return ids;
    }

    /** The first id of the path. */
    String id() {
        return ids.get(0);
    }

    /** Not a copy: nobody changes it. */
    byte[] body() {
        return body;
    }

    /** Whom the key acts for. */
    String user() {
        return user;
    }
}
