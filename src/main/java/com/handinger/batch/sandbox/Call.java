package com.handinger.batch.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** One HTTP request and its answer, which any thread may give, once; later answers are ignored. */
final class Call {

    private static final int OK = 200;
    private static final String JSON = "application/json; charset=utf-8";
    private static final int DRAIN_FACTOR = 8;

    private final HttpExchange exchange;
    private final Counters counters;
    private final AtomicBoolean answered = new AtomicBoolean();

    Call(HttpExchange exchange, Counters counters) {
        this.exchange = exchange;
        this.counters = counters;
    }

    String method() {
        return exchange.getRequestMethod();
    }

    String rawPath() {
        return exchange.getRequestURI().getRawPath();
    }

    /** The value of a query parameter; empty when it has none or is absent. */
    Optional<String> query(String name) {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null) {
            return Optional.empty();
        }
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals >= 0 && part.substring(0, equals).equals(name)) {
                return Optional.of(Operation.decode(part.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    /** Empty when absent. */
    String header(String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /** The whole body. Throws {@link Refusal} 413 when it is longer than allowed, after having read past it. */
    byte[] body(int most) throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(most);
        if (in.read() < 0) {
            return body;
        }
        long rest = (long) most * DRAIN_FACTOR;
        byte[] sink = new byte[1 << 16];
        for (int read = 0; read >= 0 && rest > 0; rest -= read) {
            read = in.read(sink);
        }
        throw new Refusal(413, "The body is longer than " + most + " bytes.");
    }

    void answer(int status, JsonNode body) {
        send(status, JSON, JsonMapper.shared().writeValueAsBytes(body));
    }

    void refuse(Refusal refusal) {
        refusal.headers().forEach(exchange.getResponseHeaders()::set);
        error(refusal.status(), refusal.text());
    }

    void error(int status, String text) {
        answer(status, JsonNodeFactory.instance.objectNode().put("error", text));
    }

    /** As a gateway in front of the service would answer. */
    void gatewayError(int status, String title) {
        String page = "<html><head><title>" + status + " " + title + "</title></head><body><h1>" + status + " " + title
                + "</h1></body></html>\n";
        send(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(String type, byte[] body) {
        send(OK, type, body);
    }

    /**
     * Begins an answer that comes in pieces; {@link #close} ends it.
     *
     * @param length in bytes; 0 when it is not known yet
     */
    OutputStream open(int status, String type, long length) throws IOException {
        answered.set(true);
        counters.answered(status);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, length);
        return exchange.getResponseBody();
    }

    void close() {
        exchange.close();
    }

    /** A JSON error that a failing server has cut off. */
    void brokenError(int status) {
        send(status, JSON, "{\"error\": \"Something we".getBytes(StandardCharsets.UTF_8));
    }

    /** Closes the connection without an answer. */
    void drop() {
        if (answered.compareAndSet(false, true)) {
            counters.answered(0);
            exchange.close();
        }
    }

    private void send(int status, String type, byte[] body) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        counters.answered(status);
        exchange.getResponseHeaders().set("Content-Type", type);
        try (exchange) {
            boolean bodyless = method().equals("HEAD");
            exchange.sendResponseHeaders(status, bodyless ? -1 : body.length);
            if (!bodyless) {
                exchange.getResponseBody().write(body);
            }
        } catch (IOException clientLeft) {
            return; // its work is done all the same
        }
    }
}
