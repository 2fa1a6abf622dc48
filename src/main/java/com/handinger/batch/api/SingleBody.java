package com.handinger.batch.api;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
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
        subscriber.onSubscribe(new Handover(subscriber));
    }

    /** Whether no byte was handed over; from then on none will be. */
    boolean withdraw() {
        return state.compareAndSet(State.UNTOUCHED, State.WITHDRAWN) || state.get() == State.WITHDRAWN;
    }

    private final class Handover implements Flow.Subscription {

        private final Flow.Subscriber<? super ByteBuffer> taker;
        private final AtomicBoolean done = new AtomicBoolean();

        Handover(Flow.Subscriber<? super ByteBuffer> taker) {
            this.taker = taker;
        }

        @Override
        public void request(long n) {
            if (!done.compareAndSet(false, true)) {
                return;
            }
            if (state.compareAndSet(State.UNTOUCHED, State.HANDED_OVER)) {
                taker.onNext(ByteBuffer.wrap(bytes));
                taker.onComplete();
            } else {
                taker.onError(new IOException("withdrawn, or handed over before: not sent a second time"));
            }
        }

        @Override
        public void cancel() {
            done.set(true);
        }
    }
}
