package com.handinger.batch.metrics;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Duration;

/** Connections that wait for nobody for long, and take no secret to where they are redirected to. */
final class Connections {

    static final Duration PATIENCE = Duration.ofSeconds(4);

    private Connections() {}

    static HttpURLConnection open(URL url) throws IOException {
        if (!(url.openConnection() instanceof HttpURLConnection connection)) {
            throw new IOException("no HTTP");
        }
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        return connection;
    }
}
