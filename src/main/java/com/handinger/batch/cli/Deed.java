package com.handinger.batch.cli;

import com.handinger.batch.api.Reply;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.RunException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One operation, and the words for each way in which it does not succeed.
 *
 * @param name as it was typed, such as {@code worker get wrk_1}
 * @param inDoubt what to do when nobody knows whether the server did it
 * @param creatorOnly whether the API keeps it for the creator of the worker
 */
record Deed(String name, String inDoubt, boolean creatorOnly) {

    private static final long LONG_SECONDS = 120;

    /** Changes nothing. */
    static Deed read(String name) {
        return new Deed(name, "This changes nothing: say it again later.", false);
    }

    /** Changes something, and twice is as good as once. */
    static Deed change(String name) {
        return new Deed(name, "It may have been done. Saying it again does no harm.", false);
    }

    /** Twice is one too many. */
    static Deed creation(String name, String look) {
        return new Deed(
                name,
                "It MAY HAVE BEEN CREATED, and was not sent again. Before you say it again, look: " + look,
                false);
    }

    /** The same where the API keeps it for the creator of the worker. */
    Deed ofTheCreator() {
        return new Deed(name, inDoubt, true);
    }

    /** @throws RunException with words and exit code, unless the server did it */
    <T> T taken(Reply<T> reply) throws RunException {
        if (reply instanceof Reply.Ok<T> ok) {
            return ok.body();
        }
        throw failure(reply);
    }

    /** What to tell of a reply that is no success. */
    RunException failure(Reply<?> reply) {
        if (reply instanceof Reply.Denied<?> denied) {
            return exit(ExitCode.CREDENTIALS, denied(denied.status(), denied.message()));
        }
        if (reply instanceof Reply.Unpaid<?> unpaid) {
            return exit(
                    ExitCode.CREDITS,
                    refused(unpaid.status(), unpaid.message()) + " Presumably no credits are left: see the dashboard.");
        }
        if (reply instanceof Reply.Later<?> later) {
            return exit(ExitCode.STOPPED, refused(later.status(), later.message()) + " " + wait(later.after()));
        }
        if (reply instanceof Reply.NotSent<?> unsent) {
            return exit(ExitCode.STOPPED, "nothing was sent: " + unsent.reason());
        }
        if (reply instanceof Reply.Unsendable<?> unsendable) {
            return exit(ExitCode.USAGE, "nothing was sent: " + unsendable.reason());
        }
        if (reply instanceof Reply.Unknown<?> unknown) {
            Integer status = unknown.status();
            String said = status == null ? unknown.message() : status + ": " + unknown.message();
            return exit(ExitCode.STOPPED, "no answer that tells how it ended (" + said + "). " + inDoubt);
        }
        if (reply instanceof Reply.Absent<?> absent) {
            return exit(
                    ExitCode.FATAL,
                    "not found (404: " + absent.message() + "). Check the id; what belongs to another organisation than"
                            + " the key looks absent, too.");
        }
        Reply.Refused<?> refused = (Reply.Refused<?>) reply;
        return exit(
                ExitCode.FATAL,
                refused(refused.status(), refused.message()) + " Again does not help: change what it complains about.");
    }

    private RunException exit(ExitCode exit, String message) {
        return new RunException(exit, name + ": " + message);
    }

    private static String refused(int status, String message) {
        return "refused (" + status + ": " + message + "), nothing was done.";
    }

    private String denied(int status, String message) {
        String refused = refused(status, message);
        return switch (status) {
            case 401 -> refused + " The key is missing, wrong or revoked: check HANDINGER_API_KEY.";
            case 403 -> refused + " " + roles();
            case 404 -> refused + " For this key there is no such worker: check the id, and whose key it is.";
            case 407 -> refused + " The proxy wants credentials: check HTTPS_PROXY.";
            default -> refused + " Check HANDINGER_API_KEY.";
        };
    }

    /** What the guide says of roles. */
    private String roles() {
        return "A key acts as the user who made it. "
                + (creatorOnly
                        ? "This is reserved to the creator of the worker: use a key of that user, or have the worker handed"
                                + " over in the dashboard."
                        : "A private worker is there for its creator and invited members only: have the user invited, or"
                                + " the worker made public.");
    }

    private static String wait(@Nullable Duration after) {
        if (after == null) {
            return "The rate limit of the key is used up; the server does not say for how long. Say it again later.";
        }
        long seconds = Math.max(1, after.plusMillis(999).toSeconds());
        String time = seconds <= LONG_SECONDS ? seconds + " s" : seconds / 60 + " minutes";
        return "The rate limit of the key is used up: say it again in " + time + ".";
    }
}
