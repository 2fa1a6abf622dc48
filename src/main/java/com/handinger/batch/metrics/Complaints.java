package com.handinger.batch.metrics;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** Tells of each place once that figures do not get there. Shows nothing that a server said. Threads may share it. */
final class Complaints {

    private final Consumer<String> warn;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    Complaints(Consumer<String> warn) {
        this.warn = warn;
    }

    void about(String place, Exception why) {
        about(place, reason(why));
    }

    void about(String place, String why) {
        if (told.add(place)) {
            warn.accept("Metrics do not get to " + place + ": " + why + ". No row depends on it; said once");
        }
    }

    /** For people. */
    static String reason(Exception why) {
        if (why instanceof Refused) {
            return String.valueOf(why.getMessage());
        }
        if (why instanceof ConnectException) {
            return "nobody answers there";
        }
        if (why instanceof UnknownHostException) {
            return "no such host is known";
        }
        if (why instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        if (why instanceof SSLException) {
            return "its certificate or TLS is not accepted";
        }
        if (why instanceof FileSystemException file) {
            return reason(file);
        }
        return why instanceof IOException
                ? "the connection broke"
                : why.getClass().getSimpleName();
    }

    private static String reason(FileSystemException why) {
        if (why instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (why instanceof NoSuchFileException) {
            return "its folder is not there";
        }
        String reason = why.getReason();
        return reason == null ? "it cannot be written" : reason;
    }
}
