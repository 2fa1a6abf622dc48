package com.handinger.batch.api;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What a failure of the network proves, and how people call it. */
final class NetworkFault {

    private final List<Throwable> chain = new ArrayList<>();

    NetworkFault(@Nullable Throwable problem) {
        for (Throwable link = problem; link != null; link = link.getCause()) {
            chain.add(link);
        }
    }

    /** Whether no connection came about, so that nothing can have been taken. */
    boolean neverConnected() {
        return unreachable()
                || has(HttpConnectTimeoutException.class)
                || unknownHost()
                || has(SSLHandshakeException.class);
    }

    /**
     * Whether the server's certificate was refused here: its encryption was never set up, although the client may take
     * the body over even then. Other TLS failures prove less: some can follow a request that was taken.
     */
    boolean distrusted() {
        return has(CertificateException.class);
    }

    private boolean unreachable() {
        return has(ConnectException.class);
    }

    private boolean unknownHost() {
        return has(UnknownHostException.class) || has(UnresolvedAddressException.class);
    }

    private boolean has(Class<? extends Throwable> kind) {
        return chain.stream().anyMatch(kind::isInstance);
    }

    /** In words; the first message on the way to the root where there is no better one. */
    String words() {
        if (unknownHost()) {
            return "no such host";
        }
        if (unreachable()) {
            return "nothing listens there, or it cannot be reached";
        }
        if (distrusted()) {
            return "its certificate is not trusted: " + message();
        }
        return has(SSLHandshakeException.class) ? "no encryption could be set up: " + message() : message();
    }

    private String message() {
        return chain.stream()
                .filter(link -> !(link instanceof CompletionException) && link.getMessage() != null)
                .map(Throwable::getMessage)
                .findFirst()
                .orElseGet(() -> chain.isEmpty()
                        ? ""
                        : chain.get(chain.size() - 1).getClass().getSimpleName());
    }
}
