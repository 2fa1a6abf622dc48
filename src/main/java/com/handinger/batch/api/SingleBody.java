package com.handinger.batch.api;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;

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

    private final byte[] bytes;
    private final AtomicReference<State> state = new AtomicReference<>(State.UNTOUCHED);

    SingleBody(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long contentLength() {
        return bytes.length;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        if (state.compareAndSet(State.UNTOUCHED, State.HANDED_OVER)) {
            HttpRequest.BodyPublishers.ofByteArray(bytes).subscribe(subscriber);
        } else {
            subscriber.onSubscribe(new Nothing());
            subscriber.onError(new IOException("the request was not sent a second time"));
        }
    }

    boolean untouched() {
        return state.get() == State.UNTOUCHED;
    }

    /** Whether no byte was handed over; from then on none will be. */
    boolean withdraw() {
        return state.compareAndSet(State.UNTOUCHED, State.WITHDRAWN) || state.get() == State.WITHDRAWN;
    }

    private record Nothing() implements Flow.Subscription {

        @Override
        public void request(long n) {
            // An error follows at once; nothing is ever delivered.
        }

        @Override
        public void cancel() {
            // As above.
        }
    }
}
