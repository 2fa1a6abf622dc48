package com.handinger.batch.api;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files that tasks publish. Every call is one request, as in {@link HandingerApi}; the key goes to the API's own
 * scheme, host and port alone. Threads may share it; calls do not block.
 */
public final class FileApi implements AutoCloseable {

    /** Of one file altogether, however steadily it comes. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final Set<Integer> STALE = Set.of(401, 403, 404, 410);
    private static final int MOVED = 3;

    private final ApiOptions options;
    private final InstantSource clock;
    private final Reach reach;
    private final Transport transport;
    private final Tally tally;
    private final AnswerText text;
    private final HttpClient client;
    private final Set<Fetch> underWay = ConcurrentHashMap.newKeySet();

    FileApi(ApiOptions options, InstantSource clock, Transport transport, Tally tally) {
        this.options = options;
        this.clock = clock;
        this.transport = transport;
        this.tally = tally;
        reach = new Reach(options.baseUrl());
        text = new AnswerText(options.key());
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(options.connectTimeout())
                .proxy(new Proxies(options))
                .executor(transport.executor())
                .build();
    }

    /** The address of a file as an answer tells it, absolute or not; null when it is none of the web. */
    public @Nullable URI address(String told) {
        return reach.address(told);
    }

    /**
     * Fetches one file. What is in the way at the target is overwritten; unless it is {@link FileReply.Saved}, what the
     * target holds is worth nothing.
     *
     * @param address as from {@link #address} or {@link FileReply.Moved}
     * @param size that was announced, to tell a whole answer of unknown length from half of one; null when none was
     * @param most bytes
     */
    public CompletableFuture<FileReply> fetch(URI address, Path target, @Nullable Long size, long most) {
        return transport
                .aside(() -> Optional.ofNullable(reach.refusal(address)))
                .thenCompose(refusal -> {
                    if (refusal.isPresent()) {
                        return CompletableFuture.completedFuture(new FileReply.Refused(refusal.get()));
                    }
                    tally.goes(Verdict.Kind.READ, 0);
                    return new Fetch(address, new FileSink(target, most), size, most).start();
                });
    }

    /** Cuts what is under way. */
    @Override
    public void close() {
        underWay.forEach(fetch -> fetch.cut(new CancellationException("cut")));
    }

    private final class Fetch {

        private final URI address;
        private final FileSink sink;
        private final @Nullable Long size;
        private final long most;
        private final long began = System.nanoTime();
        private volatile @Nullable CompletableFuture<HttpResponse<Long>> response;

        Fetch(URI address, FileSink sink, @Nullable Long size, long most) {
            this.address = address;
            this.sink = sink;
            this.size = size;
            this.most = most;
        }

        CompletableFuture<FileReply> start() {
            HttpRequest.Builder request = HttpRequest.newBuilder(address)
                    .header("User-Agent", options.userAgent())
                    .GET();
            if (options.key() != null && reach.own(address)) {
                request.header("Authorization", "Bearer " + options.key());
            }
            underWay.add(this);
            CompletableFuture<HttpResponse<Long>> sent = client.sendAsync(request.build(), this::receive);
            response = sent;
            watch(options.connectTimeout().plus(options.idleTimeout()));
            return sent.handleAsync(this::judged, transport.executor());
        }

        private HttpResponse.BodySubscriber<Long> receive(HttpResponse.ResponseInfo info) {
            boolean good = info.statusCode() / 100 == 2;
            return good && length(info) <= most ? sink : HttpResponse.BodySubscribers.replacing(-1L);
        }

        /** Between two bytes, and altogether. */
        private void watch(Duration patience) {
            transport.later(patience, () -> {
                CompletableFuture<HttpResponse<Long>> sent = response;
                long left = options.idleTimeout().toNanos() - sink.quietNanos();
                if (sent == null || sent.isDone()) {
                    return;
                }
                if (left <= 0 || System.nanoTime() - began >= LONGEST.toNanos()) {
                    cut(new IOException("it took too long"));
                } else {
                    watch(Duration.ofNanos(left));
                }
            });
        }

        void cut(Exception why) {
            sink.fail(why);
            CompletableFuture<HttpResponse<Long>> sent = response;
            if (sent != null) {
                sent.cancel(true);
            }
        }

        private FileReply judged(@Nullable HttpResponse<Long> answer, @Nullable Throwable problem) {
            underWay.remove(this);
            Long bytes = answer == null ? null : answer.body();
            tally.ended(answer == null ? 0 : answer.statusCode(), bytes == null ? 0 : Math.max(0, bytes));
            if (sink.tooLarge()) {
                return tooLarge();
            }
            if (answer == null) {
                NetworkFault fault = new NetworkFault(problem);
                String reason = text.line("no whole answer from " + address.getHost() + " (" + fault.words() + ")");
                return fault.neverConnected() ? new FileReply.Stale(reason) : new FileReply.Broken(reason);
            }
            return answer.statusCode() / 100 == 2 ? saved(answer, bytes) : other(answer);
        }

        private FileReply saved(HttpResponse<Long> answer, @Nullable Long bytes) {
            if (bytes == null || bytes < 0) {
                return tooLarge();
            }
            boolean told = answer.headers().firstValue("Content-Length").isPresent();
            return !told && size != null && !size.equals(bytes)
                    ? new FileReply.Broken("it came with " + bytes + " of " + size + " bytes")
                    : new FileReply.Saved(bytes);
        }

        private FileReply other(HttpResponse<Long> answer) {
            int status = answer.statusCode();
            String reason = address.getHost() + " answered " + status;
            if (status / 100 == MOVED) {
                URI next = next(answer.headers().firstValue("Location").orElse(""));
                return next == null ? new FileReply.Refused(reason + " without an address") : new FileReply.Moved(next);
            }
            if (status == 429) {
                return new FileReply.Later(RetryAfter.of(answer.headers(), clock.instant()), reason);
            }
            if (STALE.contains(status)) {
                return new FileReply.Stale(reason);
            }
            boolean again = status == 408 || status == 425 || status >= 500;
            return again ? new FileReply.Broken(reason) : new FileReply.Refused(reason);
        }

        private @Nullable URI next(String location) {
            try {
                URI next = address.resolve(URI.create(location));
                return location.isEmpty() ? null : reach.address(next.toString());
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        private FileReply tooLarge() {
            return new FileReply.Refused("it is larger than output.downloads.maxBytes (" + most + " bytes)");
        }
    }

    private static long length(HttpResponse.ResponseInfo info) {
        return info.headers().firstValueAsLong("Content-Length").orElse(0);
    }

    /** By the variables that count for each address. */
    private static final class Proxies extends ProxySelector {

        private final ApiOptions options;

        Proxies(ApiOptions options) {
            this.options = options;
        }

        @Override
        public List<Proxy> select(URI address) {
            InetSocketAddress proxy =
                    ProxyChoice.of(address, options.environment()).address();
            return List.of(
                    proxy == null
                            ? Proxy.NO_PROXY
                            : new Proxy(
                                    Proxy.Type.HTTP, new InetSocketAddress(proxy.getHostString(), proxy.getPort())));
        }

        @Override
        public void connectFailed(URI address, SocketAddress proxy, IOException e) {
            // The request tells it.
        }
    }
}
