package com.handinger.batch.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A caller over real HTTP. */
record Client(HttpClient http, URI base) {

    record Reply(int status, String type, String text, HttpResponse<String> raw) {

        JsonNode json() {
            return JsonMapper.shared().readTree(text);
        }
    }

    static Client of(Sandbox sandbox) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        return new Client(http, sandbox.baseUrl());
    }

    HttpRequest request(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    Reply send(String method, String path, String body) {
        return send(request(method, path, body));
    }

    Reply send(HttpRequest request) {
        try {
            return reply(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Reply get(String path) {
        return send("GET", path, "");
    }

    Reply post(String taskId, String input) {
        return send("POST", "/api/tasks", body(taskId, input));
    }

    CompletableFuture<Reply> postLater(String taskId, String input) {
        return later(request("POST", "/api/tasks", body(taskId, input)));
    }

    CompletableFuture<Reply> later(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(Client::reply);
    }

    JsonNode task(String id) {
        return get("/api/tasks/" + id).json().path("task");
    }

    static String body(String taskId, String input) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("workerId", "wrk_demo")
                .put("taskId", taskId)
                .put("input", input)
                .toString();
    }

    private static Reply reply(HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        return new Reply(response.statusCode(), type, response.body(), response);
    }
}
