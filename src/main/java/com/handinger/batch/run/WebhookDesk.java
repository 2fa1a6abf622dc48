package com.handinger.batch.run;

import com.handinger.batch.api.Reply;
import com.handinger.batch.api.WebhookApi;
import com.handinger.batch.halt.HaltPoint;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.TakenWebhook;
import com.handinger.batch.ledger.TakenWebhooks;
import com.handinger.batch.pacing.Turnstile;
import com.handinger.batch.progress.Console;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Has the server tell this start of ended tasks, and puts back what stood there before. The former address is on disk
 * before it is replaced, so that whichever start comes next can put it back. Every request here may be made twice.
 */
final class WebhookDesk {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final double GROWTH = 2;

    private final WebhookApi api;
    private final String server;
    private final TakenWebhooks taken;
    private final Console console;
    private final Turnstile rate;
    private final Patience patience;

    /** How long the server is asked: at the end of a start, a scheduler may be about to kill it. */
    enum Patience {
        BEGINNING(4, Duration.ofSeconds(30)),
        LEAVING(2, Duration.ofSeconds(3));

        private final int tries;
        private final Duration each;

        Patience(int tries, Duration each) {
            this.tries = tries;
            this.each = each;
        }
    }

    /**
     * What is wanted.
     *
     * @param url the address to be told
     * @param agreed whether a foreign one may give way
     * @param command what begins or continues
     */
    record Wish(String worker, String url, boolean agreed, String command) {}

    /**
     * How the server is asked.
     *
     * @param rate of all requests of the start
     */
    record Way(WebhookApi api, Turnstile rate) {}

    WebhookDesk(Way way, JobFile job, JdbcTemplate jdbc, Console console, Patience patience) {
        api = way.api;
        server = job.api().identity();
        taken = new TakenWebhooks(jdbc);
        this.console = console;
        rate = way.rate;
        this.patience = patience;
    }

    /** Puts back whatever a start took. What cannot be put back stays noted, and a person is told how to do it. */
    void putBack() {
        taken.of(server).forEach(this::putBack);
    }

    private void putBack(TakenWebhook entry) {
        String worker = entry.worker();
        Reply<JsonNode> seen = ask(deadline -> api.read(worker, deadline));
        if (!(seen instanceof Reply.Ok<JsonNode> ok)) {
            warn(entry, seen);
            return;
        }
        String now = url(ok.body());
        String former = entry.former();
        if (!entry.ours().equals(now)) {
            taken.forget(entry);
            if (!Objects.equals(now, former)) {
                console.warn(
                        "The webhook of worker " + worker + " is " + shown(now) + " now and not ours any more: it is"
                                + " left as it is. At " + entry.takenAt() + " it was " + shown(former));
            }
            return;
        }
        Reply<JsonNode> done =
                ask(deadline -> former == null ? api.delete(worker, deadline) : api.set(worker, former, deadline));
        if (done instanceof Reply.Ok) {
            taken.forget(entry);
            console.say("Webhook of worker " + worker + ": "
                    + (former == null ? "removed again" : "put back to " + shown(former)));
        } else {
            warn(entry, done);
        }
    }

    private void warn(TakenWebhook entry, Reply<?> reply) {
        String former = entry.former();
        console.warn("The webhook of worker " + entry.worker() + " could not be put back (" + said(reply)
                + "): it may still be " + entry.ours() + ". The next start of this job tries again; by hand it is\n"
                + "  webhook " + (former == null ? "delete " : "set ") + entry.worker()
                + (former == null ? "" : " '" + shown(former).replace("'", "'\\''") + "'") + " --yes");
    }

    /**
     * A webhook that is ours for a while.
     *
     * @param token that deliveries carry; to be kept in memory alone
     * @param foreign whether another one gave way, as was agreed
     */
    record Ours(String token, boolean foreign) {}

    /**
     * Has the server tell the address.
     *
     * @throws RunException exit 8 when a foreign address stands there and nobody agreed; otherwise it may stand noted
     */
    Ours take(Wish wish) throws RunException {
        JsonNode webhook = done(wish, ask(deadline -> api.read(wish.worker, deadline)));
        String now = url(webhook);
        String former = former(wish.worker, now);
        boolean foreign = former != null && !wish.url.equals(now);
        if (!wish.url.equals(now)) {
            if (former != null && !wish.agreed) {
                throw foreign(wish, former);
            }
            taken.note(entry(wish.worker, wish.url, former));
            HaltPoint.WEBHOOK_NOTED.reached();
            webhook = done(wish, ask(deadline -> api.set(wish.worker, wish.url, deadline)));
            HaltPoint.WEBHOOK_SET.reached();
            String kept = url(webhook);
            if (kept != null && !kept.equals(wish.url)) {
                taken.note(entry(wish.worker, kept, former)); // written in another way: it has to be known again
            }
            console.say("Webhook of worker " + wish.worker + ": " + wish.url + " until this start ends"
                    + (former == null ? "" : ", then " + shown(former) + " again"));
        }
        String token = webhook.path("token").stringValue("");
        if (token.isBlank()) {
            throw new RunException(
                    ExitCode.FATAL,
                    "the server tells no token for the webhook of worker " + wish.worker
                            + ", so that nothing would tell" + " its deliveries from forged ones. Nothing was sent. "
                            + instead(wish));
        }
        return new Ours(token, foreign);
    }

    /** What has to be put back in the end: an address of ours, left behind by an earlier start, is not it. */
    private @Nullable String former(String worker, @Nullable String now) {
        for (TakenWebhook entry : taken.of(server)) {
            if (entry.worker().equals(worker) && entry.ours().equals(now)) {
                return entry.former();
            }
        }
        return now;
    }

    private TakenWebhook entry(String worker, String ours, @Nullable String former) {
        return new TakenWebhook(server, worker, ours, former, Instant.now().toString());
    }

    private static @Nullable String url(JsonNode webhook) {
        String url = webhook.path("url").stringValue("");
        return url.isEmpty() ? null : url;
    }

    private Reply<JsonNode> ask(Function<Duration, CompletableFuture<Reply<JsonNode>>> request) {
        IntervalFunction pause = IntervalFunction.ofExponentialBackoff(BETWEEN_TRIES, GROWTH);
        Retry retry = Retry.of(
                "webhook",
                RetryConfig.<Reply<JsonNode>>custom()
                        .maxAttempts(patience.tries)
                        .intervalBiFunction((attempt, reply) ->
                                Math.max(pause.apply(attempt), reply.isRight() ? wait(reply.get()) : 0))
                        .retryOnResult(reply -> reply instanceof Reply.NotSent
                                || reply instanceof Reply.Unknown
                                || (reply instanceof Reply.Later && worthWaiting(reply)))
                        .retryOnException(never -> false)
                        .build());
        return retry.executeSupplier(() -> {
            if (patience == Patience.LEAVING) {
                rate.passWithin(patience.each);
            } else {
                rate.pass();
            }
            return request.apply(patience.each).join();
        });
    }

    private boolean worthWaiting(Reply<?> reply) {
        Duration most = patience == Patience.LEAVING ? patience.each : LONGEST_WAIT;
        return wait(reply) <= most.toMillis();
    }

    private static long wait(Reply<?> reply) {
        Duration told = reply instanceof Reply.Later<?> later ? later.after() : null;
        return told == null ? 0 : told.toMillis();
    }

    private static JsonNode done(Wish wish, Reply<JsonNode> reply) throws RunException {
        if (reply instanceof Reply.Ok<JsonNode> ok) {
            return ok.body();
        }
        String why = "the webhook of worker " + wish.worker + " cannot be set: " + said(reply) + ". Nothing was sent. ";
        if (reply instanceof Reply.Refused) {
            String own = wish.url.startsWith("http://")
                    ? " (a sandbox of your own takes http:// addresses of this machine with --set webhookUrls=loopback)"
                    : "";
            throw new RunException(ExitCode.USAGE, why + "Correct webhook.publicUrl" + own + ", or " + instead(wish));
        }
        if (reply instanceof Reply.Denied || reply instanceof Reply.Absent) {
            throw new RunException(
                    ExitCode.CREDENTIALS,
                    why
                            + "Check worker.id and HANDINGER_API_KEY: webhooks are reserved to the creator of the worker. Or "
                            + instead(wish));
        }
        throw reply instanceof Reply.Unpaid
                ? new RunException(ExitCode.CREDITS, why + "Top up the balance")
                : new RunException(ExitCode.STOPPED, why + "Run the same command again when the server answers");
    }

    private static RunException foreign(Wish wish, String former) {
        return new RunException(
                ExitCode.DECISION,
                "the webhook of worker " + wish.worker + " is " + shown(former)
                        + ", which is not this job's. Nothing was"
                        + " sent.\nTo have " + wish.url + " told in its place until the start ends, and then put it"
                        + " back:\n  " + wish.command + " --yes\nTo leave it alone, " + instead(wish));
    }

    private static String instead(Wish wish) {
        return "go without deliveries:\n  " + wish.command + " --set completion=poll";
    }

    /** How a request ended that did not succeed. */
    private static String said(Reply<?> reply) {
        if (reply instanceof Reply.NotSent<?> unsent) {
            return unsent.reason();
        }
        if (reply instanceof Reply.Unknown<?> unknown) {
            Integer status = unknown.status();
            return (status == null ? "" : status + ": ") + unknown.message();
        }
        if (reply instanceof Reply.Absent<?> absent) {
            return "404: " + absent.message();
        }
        if (reply instanceof Reply.Denied<?> denied) {
            return denied.status() + ": " + denied.message();
        }
        if (reply instanceof Reply.Refused<?> refused) {
            return refused.status() + ": " + refused.message();
        }
        return reply instanceof Reply.Later<?> later
                ? later.status() + ": " + later.message()
                : reply instanceof Reply.Unpaid<?> unpaid ? unpaid.status() + ": " + unpaid.message() : "no answer";
    }

    /** An address that somebody else wrote. */
    private static String shown(@Nullable String url) {
        return url == null ? "none" : url.replaceAll("\\p{Cntrl}", "?");
    }
}
