package com.handinger.batch.run;

import com.handinger.batch.api.FileReply;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How one file comes, or why it does not. It decides and never acts. For one thread. */
final class Download {

    private static final int MOST_HOPS = 5;
    private static final int MOST_TRIES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Wanted wanted;
    private int hops;
    private int tries;
    private boolean renewed;
    private String reason = "";
    private URI address;

    Download(Wanted wanted, URI address) {
        this.wanted = wanted;
        this.address = address;
    }

    Wanted wanted() {
        return wanted;
    }

    /** What happens next. */
    sealed interface Next {

        /** The address is asked, after a pause. */
        record Ask(URI address, Duration pause) implements Next {}

        /** The task is asked for the file's address of now: those of an earlier answer may have ended. */
        record Renew() implements Next {}

        /** Everybody waits. */
        record Pause(@Nullable Duration after) implements Next {}

        /** It is whole. */
        record Whole(long bytes) implements Next {}

        /**
         * It does not come in this start.
         *
         * @param away whether nobody answers, so that others may not come either
         */
        record Missing(String reason, boolean away) implements Next {}
    }

    Next first() {
        return new Next.Ask(address, Duration.ZERO);
    }

    Next replied(FileReply reply) {
        if (reply instanceof FileReply.Saved saved) {
            return new Next.Whole(saved.bytes());
        }
        if (reply instanceof FileReply.Moved moved) {
            address = moved.address();
            hops++;
            return hops > MOST_HOPS ? missing("it was passed on " + hops + " times", false) : first();
        }
        if (reply instanceof FileReply.Later later) {
            reason = later.reason();
            return new Next.Pause(later.after());
        }
        if (reply instanceof FileReply.Stale stale) {
            reason = stale.reason();
            return renewed ? missing(reason, false) : new Next.Renew();
        }
        if (reply instanceof FileReply.Broken broken) {
            reason = broken.reason();
            tries++;
            return tries >= MOST_TRIES
                    ? missing(reason, true)
                    : new Next.Ask(address, FIRST_PAUSE.multipliedBy(1L << (tries - 1)));
        }
        return missing(((FileReply.Refused) reply).reason(), false);
    }

    /**
     * The task was asked.
     *
     * @param now the address of now; null when the task does not tell one
     * @param answered whether it could be asked at all
     */
    Next renewed(@Nullable URI now, boolean answered) {
        renewed = true;
        if (now == null) {
            return missing(reason, !answered);
        }
        address = now;
        hops = 0;
        return first();
    }

    private static Next missing(String reason, boolean away) {
        return new Next.Missing(reason, away);
    }
}
