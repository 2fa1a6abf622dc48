package com.handinger.batch.sandbox;

import java.util.Map;

/** Who calls, and what this user may do. Threads may share it. */
final class Keys {

    /** The user of every key while no keys are named. */
    static final String ANYBODY = "usr_sandbox-000001";

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final String BEARER = "Bearer ";

    private final Rules rules;

    Keys(Rules rules) {
        this.rules = rules;
    }

    /** Throws {@link Refusal} 401 for a key that is missing or unknown. */
    String user(String authorization) {
        String key =
                authorization.startsWith(BEARER) ? authorization.substring(7).strip() : "";
        Map<String, String> users = rules.now().keys();
        if (key.isEmpty() && (!users.isEmpty() || rules.is(Setting.KEY, "required"))) {
            throw new Refusal(UNAUTHORIZED, "Send your API key as \"Authorization: Bearer <key>\".");
        }
        if (users.isEmpty()) {
            return ANYBODY;
        }
        String user = users.get(key);
        if (user == null) {
            throw new Refusal(UNAUTHORIZED, "This API key does not exist or was revoked.");
        }
        return "usr_" + user;
    }

    /** Throws {@link Refusal} 403 when the worker is private and another user's. */
    void checkUse(String user, Template worker) {
        if (worker.visibility().equals("private") && !owns(user, worker)) {
            throw new Refusal(FORBIDDEN, "The key may not use worker " + worker.id() + ", which is private.");
        }
    }

    /** Throws {@link Refusal} 403 for everybody but the creator. */
    void checkCreator(String user, Template worker) {
        if (!owns(user, worker)) {
            throw new Refusal(FORBIDDEN, "Only the creator of worker " + worker.id() + " may do this.");
        }
    }

    /** Demo workers have no creator: they are everybody's. */
    private boolean owns(String user, Template worker) {
        String creator = worker.creator();
        return creator == null || creator.equals(user) || rules.now().keys().isEmpty();
    }
}
