package com.handinger.batch.metrics;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Takes whatever is sent to it, and answers each time the same. */
final class Post implements AutoCloseable {

    private final HttpServer server;
    private final List<Letter> letters = new CopyOnWriteArrayList<>();

    record Letter(
            String method,
            String path,
            @Nullable String type,
            @Nullable String authorization,
            ByteString body) {

        /** What is sent, and where to. */
        String line() {
            return method + " " + path + " " + type;
        }
    }

    Post(int status) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            letters.add(new Letter(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    ByteString.readFrom(exchange.getRequestBody())));
            exchange.getResponseHeaders().add("Location", url() + "/elsewhere");
            byte[] answer = ("you sent " + exchange.getRequestHeaders().getFirst("Authorization"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Letter> letters() {
        return letters;
    }

    Letter last() {
        return letters.get(letters.size() - 1);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
