package com.handinger.batch.browser;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The DevTools protocol: commands with their answers, and events. One command at a time. */
final class Wire implements WebSocket.Listener {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger last = new AtomicInteger();
    private final StringBuilder part = new StringBuilder();
    private @Nullable WebSocket socket;

    private Wire() {}

    static Wire to(HttpClient client, URI address) throws Exception {
        Wire wire = new Wire();
        wire.socket = client.newWebSocketBuilder()
                .buildAsync(address, wire)
                .get(Browser.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return wire;
    }

    /**
     * Gives a command and waits for its answer.
     *
     * @param session of a tab; empty for the browser itself
     * @throws IOException when the browser refuses it
     */
    JsonNode ask(String session, String method, Map<String, ?> parameters) throws Exception {
        int id = last.incrementAndGet();
        Map<String, Object> command = new LinkedHashMap<>(Map.of("id", id, "method", method, "params", parameters));
        if (!session.isEmpty()) {
            command.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        if (socket != null) {
            socket.sendText(JSON.writeValueAsString(command), true).get(Browser.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        JsonNode told = answer.get(Browser.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (told.has("error")) {
            throw new IOException(method + ": " + told.get("error"));
        }
        return told.get("result");
    }

    /** Gives a command to the browser whose answer is of no interest. */
    void tell(String method) {
        if (socket != null) {
            String command = JSON.writeValueAsString(Map.of("id", last.incrementAndGet(), "method", method));
            socket.sendText(command, true)
                    .orTimeout(1, TimeUnit.SECONDS)
                    .exceptionally(gone -> socket)
                    .join();
        }
    }

    /** What was told of this tab so far. */
    List<JsonNode> events(String session, String method) {
        return events.stream()
                .filter(event -> event.path("sessionId").asString("").equals(session))
                .filter(event -> event.path("method").asString("").equals(method))
                .map(event -> event.get("params"))
                .toList();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean whole) {
        part.append(data);
        if (whole) {
            JsonNode message = JSON.readTree(part.toString());
            part.setLength(0);
            CompletableFuture<JsonNode> answer = open.remove(message.path("id").asInt(0));
            if (answer == null) {
                events.add(message);
            } else {
                answer.complete(message);
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        open.values().forEach(answer -> answer.completeExceptionally(error));
    }

    void close() {
        if (socket != null) {
            socket.abort();
        }
    }
}
