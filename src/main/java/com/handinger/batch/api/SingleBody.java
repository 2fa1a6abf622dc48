package com.handinger.batch.api;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A request body that is handed over at most once, whatever the HTTP client or its system properties think of retrying.
 * The server cannot run a request whose body it never saw, so an untouched body is proof that nothing was sent.
 */
final class SingleBody implements HttpRequest.BodyPublisher {

    private enum State {
        UNTOUCHED,
        HANDED_OVER,
        WITHDRAWN
    }

    private final HttpRequest.BodyPublisher content;
    private final long length;
    private final boolean streamed;
    private final AtomicReference<State> state = new AtomicReference<>(State.UNTOUCHED);
    private volatile long lastByteNanos = System.nanoTime();

    SingleBody(byte[] bytes) {
        this(HttpRequest.BodyPublishers.ofByteArray(bytes), bytes.length, false);
    }

    /** A body that is read while it goes out, and takes the time that it takes. */
    SingleBody(FormBody form) {
        this(HttpRequest.BodyPublishers.ofInputStream(form::open), form.length(), true);
    }

    private SingleBody(HttpRequest.BodyPublisher content, long length, boolean streamed) {
        this.content = content;
        this.length = length;
        this.streamed = streamed;
    }

    @Override
    public long contentLength() {
        return length;
    }

    /** Nanoseconds in which a body that is read while it goes out was not asked for more; null for any other. */
    @Nullable
    Long quietNanos() {
        return streamed && state.get() == State.HANDED_OVER ? Long.valueOf(System.nanoTime() - lastByteNanos) : null;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Handover(subscriber));
    }

    /** Whether no byte was handed over; from then on none will be. */
    boolean withdraw() {
        return state.compareAndSet(State.UNTOUCHED, State.WITHDRAWN) || state.get() == State.WITHDRAWN;
    }

    private final class Handover implements Flow.Subscription, Flow.Subscriber<ByteBuffer> {

        private final Flow.Subscriber<? super ByteBuffer> taker;
        private final AtomicBoolean begun = new AtomicBoolean();
        private volatile Flow.@Nullable Subscription source;
        private volatile long wanted;

        Handover(Flow.Subscriber<? super ByteBuffer> taker) {
            this.taker = taker;
        }

        @Override
        public void request(long n) {
            Flow.Subscription known = source;
            if (known != null) {
                known.request(n);
            } else if (!begun.compareAndSet(false, true)) {
                return;
            } else if (state.compareAndSet(State.UNTOUCHED, State.HANDED_OVER)) {
                wanted = n;
                content.subscribe(this);
            } else {
                taker.onError(new IOException("withdrawn, or handed over before: not sent a second time"));
            }
        }

        @Override
        public void cancel() {
            Flow.Subscription known = source;
            if (known != null) {
                known.cancel();
            }
            begun.set(true);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            source = subscription;
            subscription.request(wanted);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            lastByteNanos = System.nanoTime();
            taker.onNext(bytes);
        }

        @Override
        public void onError(Throwable problem) {
            taker.onError(problem);
        }

        @Override
        public void onComplete() {
            taker.onComplete();
        }
    }
}
