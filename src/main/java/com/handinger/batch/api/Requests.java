package com.handinger.batch.api;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What all operations share: one request each, counted, and judged once. Threads may share it. */
final class Requests implements AutoCloseable {

    private final ApiOptions options;
    private final Transport transport;
    private final AnswerReader reader;
    private final Judge judge;
    private final InstantSource clock;
    private @Nullable FileApi files;
    private final Tally tally = new Tally();
    private final JsonMapper json = new JsonMapper();
    private final JsonMapper asciiJson =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    Requests(ApiOptions options, InstantSource clock) {
        this.options = options;
        this.transport = new Transport(options);
        this.reader = new AnswerReader(options.maxAnswerBytes());
        this.judge = new Judge(options, reader, clock);
        this.clock = clock;
    }

    AnswerReader reader() {
        return reader;
    }

    /** @param shape reads the promised object; null when the tree is not one */
    <T> CompletableFuture<Reply<T>> read(String path, Duration deadline, Function<JsonNode, @Nullable T> shape) {
        tally.goes(Verdict.Kind.READ, 0);
        return judged(Verdict.Kind.READ, to(path).GET().build(), null, deadline, shape);
    }

    CompletableFuture<Reply<StreamEnd>> stream(String path, Duration deadline) {
        HttpRequest get = to(path).setHeader("Accept", StreamEnd.MEDIA_TYPE + ", application/json")
                .GET()
                .build();
        tally.goes(Verdict.Kind.READ, 0);
        return transport.exchange(get, null, deadline).thenApply(received -> {
            tally.ended(received.status(), received.body().length);
            return judge.streamed(received, deadline);
        });
    }

    /** Sends an object; it is handed over at most once. */
    <T> CompletableFuture<Reply<T>> send(
            Verdict.Kind kind, Call call, Map<String, ?> members, Function<JsonNode, @Nullable T> shape) {
        byte[] bytes = utf8(members);
        SingleBody body = new SingleBody(bytes);
        HttpRequest request = to(call.path())
                .header("Content-Type", "application/json")
                .method(call.method(), body)
                .build();
        tally.goes(kind, bytes.length);
        return judged(kind, request, body, call.deadline(), shape);
    }

    /** Sends form data with files, unless one of them is not what it was told to be. */
    <T> CompletableFuture<Reply<T>> send(
            Verdict.Kind kind, Call call, FormBody form, Function<JsonNode, @Nullable T> shape) {
        return transport.aside(() -> Optional.ofNullable(form.fault())).thenCompose(fault -> {
            if (fault.isPresent()) {
                return CompletableFuture.completedFuture(new Reply.Unsendable<>(fault.get()));
            }
            SingleBody body = new SingleBody(form);
            HttpRequest request = to(call.path())
                    .header("Content-Type", form.contentType())
                    .method(call.method(), body)
                    .build();
            tally.goes(kind, form.length());
            return judged(kind, request, body, call.deadline(), shape);
        });
    }

    /** A change that has no body. */
    <T> CompletableFuture<Reply<T>> change(Call call, Function<JsonNode, @Nullable T> shape) {
        HttpRequest request = to(call.path())
                .method(call.method(), HttpRequest.BodyPublishers.noBody())
                .build();
        tally.goes(Verdict.Kind.CHANGE, 0);
        return judged(Verdict.Kind.CHANGE, request, null, call.deadline(), shape);
    }

    CompletableFuture<Observed> observe(String path, Duration deadline) {
        tally.goes(Verdict.Kind.READ, 0);
        long asked = System.nanoTime();
        return transport.exchange(to(path).GET().build(), null, deadline).thenApply(received -> {
            tally.ended(received.status(), received.body().length);
            return judge.observed(received, Duration.ofNanos(System.nanoTime() - asked));
        });
    }

    /** What fetches files; it is closed with all else. */
    synchronized FileApi files() {
        FileApi made = files;
        if (made == null) {
            made = new FileApi(options, clock, transport, tally);
            files = made;
        }
        return made;
    }

    ApiCounts snapshot() {
        return tally.snapshot();
    }

    @Override
    public synchronized void close() {
        FileApi made = files;
        if (made != null) {
            made.close();
        }
        transport.close();
    }

    /** What a request that is no read asks of whom. */
    record Call(String method, String path, Duration deadline) {}

    private <T> CompletableFuture<Reply<T>> judged(
            Verdict.Kind kind,
            HttpRequest request,
            @Nullable SingleBody body,
            Duration deadline,
            Function<JsonNode, @Nullable T> shape) {
        return transport.exchange(request, body, deadline).thenApply(received -> {
            tally.ended(received.status(), received.body().length);
            return judge.judge(kind, received, deadline, shape);
        });
    }

    private HttpRequest.Builder to(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(options.baseUrl() + path))
                .header("Accept", "application/json")
                .header("User-Agent", options.userAgent());
        return options.key() == null ? request : request.header("Authorization", "Bearer " + options.key());
    }

    /** Half a surrogate pair has no UTF-8 form; it goes out as the escape that it came in with. */
    private byte[] utf8(Map<String, ?> members) {
        try {
            return json.writeValueAsBytes(members);
        } catch (JacksonException halfAPair) {
            return asciiJson.writeValueAsString(members).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** An id as a part of a path or query. */
    static String encoded(String name, String id) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a request needs a non-empty " + name);
        }
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        return id.equals(".") || id.equals("..") ? id.replace(".", "%2E") : encoded;
    }
}
