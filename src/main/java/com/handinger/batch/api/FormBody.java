package com.handinger.batch.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code multipart/form-data} body (RFC 7578): texts, then files as parts {@code files[]}. Two for the same request are
 * the same bytes. Files are read from disk as they go out.
 */
final class FormBody {

    private static final String LINE = "\r\n";
    private static final String ANY_TYPE = "application/octet-stream";

    private final String boundary;
    private final List<Part> parts = new ArrayList<>();

    /** Bytes, and a file behind them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Part(byte[] head, CreateTask.@Nullable Upload file) {

        long length() {
            return head.length + (file == null ? 0 : file.size());
        }
    }

    FormBody(Map<String, String> texts, List<CreateTask.Upload> files) {
        boundary = boundary(texts, files);
        StringBuilder head = new StringBuilder();
        texts.forEach((name, value) -> head.append("--" + boundary + LINE)
                .append("Content-Disposition: form-data; name=\"" + name + "\"" + LINE + LINE)
                .append(value)
                .append(LINE));
        for (CreateTask.Upload file : files) {
            String type = URLConnection.guessContentTypeFromName(file.name());
            head.append("--" + boundary + LINE)
                    .append("Content-Disposition: form-data; name=\"files[]\"; filename=\"" + quoted(file.name())
                            + "\"")
                    .append(LINE + "Content-Type: " + (type == null ? ANY_TYPE : type) + LINE + LINE);
            parts.add(new Part(bytes(head), file));
            head.setLength(0);
            head.append(LINE);
        }
        parts.add(new Part(bytes(head.append("--" + boundary + "--" + LINE)), null));
    }

    /** A digest of all that the body holds: no part of it can hold that, too. */
    private static String boundary(Map<String, String> texts, List<CreateTask.Upload> files) {
        MessageDigest digest = Uploads.sha256();
        digest.update((texts + " " + files).getBytes(StandardCharsets.UTF_8));
        return "handinger-batch-" + HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    /** As browsers write it; what else could be taken for more than a name is left out. */
    private static String quoted(String name) {
        return name.replace("\"", "%22").replaceAll("[\\p{Cntrl}\\\\/]", "_");
    }

    private static byte[] bytes(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    long length() {
        return parts.stream().mapToLong(Part::length).sum();
    }

    /** Why it cannot be sent; null when every file is as it was told. Reads them all. */
    @Nullable
    String fault() {
        for (Part part : parts) {
            String fault = part.file == null ? null : Uploads.fault(part.file);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    /** The body. A file that has changed since {@link #fault} ends it in a failure, so that the server never has it whole. */
    InputStream open() {
        return new Sequence();
    }

    private final class Sequence extends InputStream {

        private int next;
        private InputStream current = InputStream.nullInputStream();

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int from, int count) throws IOException {
            int got = current.read(target, from, count);
            while (got < 0 && next < 2 * parts.size()) {
                current.close();
                current = open(parts.get(next / 2), next % 2 == 0);
                next++;
                got = current.read(target, from, count);
            }
            return got;
        }

        private InputStream open(Part part, boolean head) throws IOException {
            if (head) {
                return new ByteArrayInputStream(part.head);
            }
            return part.file == null ? InputStream.nullInputStream() : Uploads.open(part.file);
        }

        @Override
        public void close() throws IOException {
            next = 2 * parts.size();
            current.close();
        }
    }
}
