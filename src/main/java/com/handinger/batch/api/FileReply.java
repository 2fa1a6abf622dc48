package com.handinger.batch.api;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How one request for a file ended. Reasons are for people: one line, never with the API key. */
public sealed interface FileReply {

    /** All of it is on disk. */
    record Saved(long bytes) implements FileReply {}

    /** The server names another address, which is to be asked in its own turn. */
    record Moved(URI address) implements FileReply {}

    /**
     * 429.
     *
     * @param after the server's wish; null when it gave none that makes sense
     */
    record Later(@Nullable Duration after, String reason) implements FileReply {}

    /** Nobody has a file at this address, or not for us; the same file may have another one by now. */
    record Stale(String reason) implements FileReply {}

    /** It did not come, or not to its end; again may help. */
    record Broken(String reason) implements FileReply {}

    /** It is not fetched, and again does not help. */
    record Refused(String reason) implements FileReply {}
}
