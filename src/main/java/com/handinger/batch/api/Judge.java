package com.handinger.batch.api;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns what came back into the reply that {@link Verdict} says. */
final class Judge {

    private static final Pattern LIMITS = Pattern.compile("(?i)rate-?limit|^retry-after");

    private final AnswerReader reader;
    private final AnswerText text;
    private final String server;
    private final InstantSource clock;

    Judge(ApiOptions options, AnswerReader reader, InstantSource clock) {
        this.reader = reader;
        this.text = new AnswerText(options.key());
        this.server = options.baseUrl().toString();
        this.clock = clock;
    }

    /** @param shape reads the promised object; null when the tree is not one */
    <T> Reply<T> judge(Verdict.Kind kind, Received received, Duration deadline, Function<JsonNode, @Nullable T> shape) {
        JsonNode tree = received.broken() == null ? reader.tree(received.body()) : null;
        T value = received.status() / 100 == 2 && tree != null ? shape.apply(tree) : null;
        Verdict verdict = Verdict.of(kind, received.status(), form(received, tree, value != null));
        if (verdict == Verdict.OK && value != null) {
            return new Reply.Ok<>(received.status(), value);
        }
        int status = received.status();
        String said = said(status, tree, received.body());
        return switch (verdict) {
            case NOT_SENT -> new Reply.NotSent<>(text.line(noConnection(received)));
            case LATER -> new Reply.Later<>(status, RetryAfter.of(received.headers(), clock.instant()), said);
            case ABSENT -> new Reply.Absent<>(said);
            case REFUSED -> new Reply.Refused<>(status, said);
            case DENIED -> new Reply.Denied<>(status, said);
            case UNPAID -> new Reply.Unpaid<>(status, said);
            case OK, UNKNOWN -> unknown(received, said, deadline);
        };
    }

    /** The end of a stream, or of what came in its place. */
    Reply<StreamEnd> streamed(Received received, Duration deadline) {
        boolean stream = received.status() / 100 == 2 && StreamEnd.comesAs(received.headers());
        if (stream && received.broken() == null) {
            return new Reply.Ok<>(received.status(), StreamEnd.CLOSED);
        }
        return stream
                ? unknown(received, "", deadline)
                : judge(Verdict.Kind.READ, received, deadline, tree -> StreamEnd.NOT_OFFERED);
    }

    /** The same answer as it looks from outside. */
    Observed observed(Received received, Duration took) {
        JsonNode tree = received.broken() == null ? reader.tree(received.body()) : null;
        List<String> limits = received.headers().map().entrySet().stream()
                .filter(header -> LIMITS.matcher(header.getKey()).find())
                .map(header -> header.getKey() + ": " + String.join(", ", header.getValue()))
                .sorted()
                .toList();
        return new Observed(
                received.status(),
                form(received, tree, false) == Verdict.Form.JSON_ERROR,
                limits,
                RetryAfter.date(received.headers().firstValue("Date").orElse("")),
                took,
                seen(received, tree));
    }

    private String seen(Received received, @Nullable JsonNode tree) {
        if (!received.sent()) {
            return text.line(noConnection(received));
        }
        return received.status() == 0 ? text.line(received.detail()) : said(received.status(), tree, received.body());
    }

    private static Verdict.Form form(Received received, @Nullable JsonNode tree, boolean readable) {
        if (!received.sent()) {
            return Verdict.Form.UNSENT;
        }
        if (readable) {
            return Verdict.Form.READABLE;
        }
        return tree != null && tree.isObject() && tree.hasNonNull("error") ? Verdict.Form.JSON_ERROR : Verdict.Form.ANY;
    }

    private <T> Reply<T> unknown(Received received, String said, Duration deadline) {
        Integer status = received.status() == 0 ? null : received.status();
        boolean good = received.status() == 0 || received.status() / 100 == 2 || received.status() == 404;
        Reply.Cause broken = received.broken();
        if (good && broken != null) {
            return new Reply.Unknown<>(status, broken, text.line(broken(broken, received, deadline)));
        }
        if (received.status() / 100 == 2) {
            return new Reply.Unknown<>(
                    status, Reply.Cause.UNREADABLE, text.line("the answer is not what the API promises: " + said));
        }
        return new Reply.Unknown<>(status, Reply.Cause.STATUS, said);
    }

    private String said(int status, @Nullable JsonNode tree, byte[] body) {
        String said = text.of(tree, body);
        return said.isEmpty() ? "HTTP " + status + " without a message" : said;
    }

    private String noConnection(Received received) {
        if (received.broken() == Reply.Cause.CLOSED) {
            return "not sent: this client was closed";
        }
        String why = received.broken() == Reply.Cause.TIMEOUT ? "it took too long" : received.detail();
        return "no connection to " + server + " (" + why + "); check the address, the network and the proxy";
    }

    private String broken(Reply.Cause cause, Received received, Duration deadline) {
        String where = received.status() == 0 ? "before an answer" : "inside an answer " + received.status();
        return switch (cause) {
            case TIMEOUT -> "no whole answer within " + deadline.toMillis() + " ms";
            case STALLED -> "the answer " + received.status() + " stopped after " + received.body().length + " bytes";
            case CONNECTION_LOST -> "the connection broke " + where + " (" + received.detail() + ")";
            case TOO_LARGE ->
                "the answer " + received.status() + " is longer than " + received.body().length + " bytes";
            case CLOSED -> "this client was closed " + where;
            case STATUS, UNREADABLE -> "the answer is not what the API promises";
        };
    }
}
