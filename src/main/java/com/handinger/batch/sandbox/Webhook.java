package com.handinger.batch.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * Where a worker's ended tasks are reported to.
 *
 * @param url null together with the token when nothing is set
 */
record Webhook(
        String worker, @Nullable String url, @Nullable String token) {

    static Webhook none(String worker) {
        return new Webhook(worker, null, null);
    }
}
