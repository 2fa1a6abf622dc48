package com.handinger.batch.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Map;

/** Takes every request, checks key and rate, and leads it to its operation. */
final class Reception implements HttpHandler {

    private static final Logger LOG = System.getLogger(Reception.class.getName());
    private static final long SECOND = 1000;

    private final Rules rules;
    private final Counters counters;
    private final Timeline time;
    private final Throttle throttle;
    private final Keys keys;
    private final Map<Operation, Door> doors;

    Reception(Rules rules, Counters counters, Timeline time, Keys keys, Map<Operation, Door> doors) {
        this.rules = rules;
        this.counters = counters;
        this.time = time;
        this.throttle = new Throttle(rules);
        this.keys = keys;
        this.doors = new EnumMap<>(doors);
    }

    @Override
    public void handle(HttpExchange exchange) {
        Call call = new Call(exchange, counters);
        try {
            lead(call);
        } catch (Refusal refusal) {
            call.refuse(refusal);
        } catch (IOException clientLeft) {
            call.drop();
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.ERROR, "The sandbox could not serve " + call.method() + " " + call.rawPath(), e);
            call.error(500, "The sandbox failed: " + e.getMessage());
        }
    }

    private void lead(Call call) throws IOException {
        Operation.Match match;
        byte[] body;
        try {
            body = call.body(rules.limits().bodyBytes());
            match = Operation.find(call.method(), call.rawPath());
        } catch (Refusal refusal) {
            counters.request("other");
            throw refusal;
        }
        counters.request(match.operation().id());
        String user = keys.user(call.header("Authorization"));
        checkRate(call);
        Door door = doors.get(match.operation());
        if (door == null) {
            throw new Refusal(
                    501, "The sandbox does not offer " + match.operation().id() + " yet.");
        }
        door.serve(new Visit(call, match.ids(), body, user));
    }

    private void checkRate(Call call) {
        long now = time.millis();
        long wait = throttle.waitMillis(call.header("Authorization"), now);
        if (wait > 0) {
            throw new Refusal(429, "Too many requests with this key.", retryAfter(now, wait));
        }
    }

    private Map<String, String> retryAfter(long now, long wait) {
        return switch (rules.choice(Setting.RETRY_AFTER)) {
            case "seconds" -> Map.of("Retry-After", String.valueOf((wait + SECOND - 1) / SECOND));
            case "date" -> Map.of("Retry-After", httpDate(now + wait + SECOND - 1));
            case "ms" -> Map.of("retry-after-ms", String.valueOf(wait));
            default -> Map.of();
        };
    }

    private static String httpDate(long millis) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }
}
