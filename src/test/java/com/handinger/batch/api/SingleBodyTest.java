package com.handinger.batch.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultServer;
import java.io.File;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The body of a send leaves this machine at most once. */
class SingleBodyTest {

    @TempDir
    File folder = new File("");

    @Test
    void bodyIsHandedOverOnceOnly() {
        SingleBody body = new SingleBody("paid".getBytes(StandardCharsets.UTF_8));
        Taker first = new Taker();
        Taker second = new Taker();
        body.subscribe(first);
        assertThat(first.events).as("nothing before it is asked for").isEmpty();
        first.request();
        first.request();
        body.subscribe(second);
        second.request();
        assertThat(first.events).containsExactly("paid", "complete");
        assertThat(second.events).containsExactly("error");
        assertThat(body.withdraw()).isFalse();
    }

    @Test
    void withdrawnBodyIsNeverHandedOver() {
        SingleBody body = new SingleBody(new byte[] {1});
        Taker taker = new Taker();
        body.subscribe(taker);
        assertThat(body.withdraw()).isTrue();
        taker.request();
        assertThat(taker.events).containsExactly("error");
        assertThat(body.withdraw()).isTrue();
    }

    /** The JDK's own switch for repeating every method must not matter: with it, a plain client sends such a POST twice. */
    @Test
    void retryPropertyOfTheJdkBuysNothingTwice() throws Exception {
        try (FaultServer server = FaultServer.create()
                .plan(seen -> "tsk_2".equals(seen.taskId()) ? new Fault.ResetBefore() : Fault.NONE)
                .start()) {
            String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
            File out = new File(folder, "out");
            Process process = new ProcessBuilder(
                            java,
                            "-XX:TieredStopAtLevel=1",
                            "-Djdk.httpclient.enableAllMethodRetry=true",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SingleBodyTest.class.getName(),
                            server.url().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(out)
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(out).content().contains("Ok[", "Unknown[status=null, cause=CONNECTION_LOST");
            assertThat(server.books().sends("tsk_2")).isEqualTo(1);
        }
    }

    /** Sends twice over one connection. */
    public static void main(String[] arguments) throws Exception {
        try (HandingerApi api = new HandingerApi(ApiOptions.of(URI.create(arguments[0]), null, "test/1", Map.of()))) {
            for (String id : List.of("tsk_1", "tsk_2")) {
                System.out.println(api.createTask(new CreateTask("w", id, "question", "low"), Duration.ofSeconds(20))
                        .get());
            }
        }
    }

    private static final class Taker implements Flow.Subscriber<ByteBuffer> {

        private final List<String> events = new ArrayList<>();
        private Flow.@org.jspecify.annotations.Nullable Subscription subscription;

        void request() {
            java.util.Objects.requireNonNull(subscription).request(1);
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(ByteBuffer item) {
            events.add(StandardCharsets.UTF_8.decode(item).toString());
        }

        @Override
        public void onError(Throwable problem) {
            events.add("error");
        }

        @Override
        public void onComplete() {
            events.add("complete");
        }
    }
}
