package com.handinger.batch.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** As much HTTP/1.1 as the API needs, over one connection: bodies with a length, keep-alive. */
final class Wire {

    /** A request as read; header names in lower case. */
    record Request(String method, String path, Map<String, String> query, Map<String, String> headers, String body) {}

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** The next request; null when the client is done. */
    @Nullable
    Request read() throws IOException {
        String first = line();
        if (first == null || first.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); line != null && !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("not HTTP");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the client left inside its request");
        }
        String[] words = first.split(" ", 3);
        if (words.length < 3) {
            throw new IOException("not HTTP");
        }
        // A client that takes this server for its proxy sends the whole address.
        String[] target = words[1].replaceFirst("^http://[^/]*", "").split("\\?", 2);
        return new Request(
                words[0],
                target[0],
                target.length > 1 ? query(target[1]) : Map.of(),
                headers,
                new String(body, multipart(headers) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
    }

    /** Then the body has one character for each byte. */
    static boolean multipart(Map<String, String> headers) {
        return headers.getOrDefault("content-type", "").startsWith("multipart/form-data");
    }

    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new TreeMap<>();
        for (String pair : text.split("&", -1)) {
            String[] sides = pair.split("=", 2);
            query.put(decoded(sides[0]), sides.length > 1 ? decoded(sides[1]) : "");
        }
        return query;
    }

    static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    void answer(int status, String contentType, String body, Map<String, String> headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        write(head(status, contentType, bytes.length, headers), bytes, bytes.length);
    }

    /** Announces the whole body and sends only half of it. */
    void answerHalf(String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        write(head(200, "application/json", bytes.length, Map.of()), bytes, bytes.length / 2);
    }

    void raw(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write("", bytes, bytes.length);
    }

    private void write(String head, byte[] body, int length) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length() + length);
        whole.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        whole.write(body, 0, length);
        out.write(whole.toByteArray());
        out.flush();
    }

    private static String head(int status, String contentType, int length, Map<String, String> headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
        head.append("Date: ").append(DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        head.append("\r\nContent-Type: ").append(contentType);
        headers.forEach(
                (name, value) -> head.append("\r\n").append(name).append(": ").append(value));
        return head.append("\r\nContent-Length: ")
                .append(length)
                .append("\r\n\r\n")
                .toString();
    }

    /** Reads until the client leaves. */
    void untilClientLeaves() throws IOException {
        while (in.read() >= 0) {
            // Whatever still comes is of no interest.
        }
    }

    /** Closes with RST instead of FIN. */
    void reset() throws IOException {
        reset(socket);
    }

    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    void close() throws IOException {
        socket.close();
    }
}
