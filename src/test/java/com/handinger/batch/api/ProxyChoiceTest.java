package com.handinger.batch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.handinger.batch.faults.Fault;
import com.handinger.batch.faults.FaultPlan;
import com.handinger.batch.faults.FaultServer;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyChoiceTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # base URL              | environment                                           | proxy
        https://handinger.com   | HTTPS_PROXY=http://p:3128                             | p:3128
        https://handinger.com   | https_proxy=p:3128;HTTPS_PROXY=http://q:1             | p:3128
        https://handinger.com   | HTTP_PROXY=http://p:3128                              | direct
        http://handinger.com    | HTTP_PROXY=http://p                                   | p:80
        https://handinger.com   | ALL_PROXY=http://p:3128                               | p:3128
        https://handinger.com   | HTTPS_PROXY=                                          | direct
        https://handinger.com   | HTTPS_PROXY=http://[::2]:3128                         | ::2:3128
        https://handinger.com   | HTTPS_PROXY=http://p:1;NO_PROXY=*                     | direct
        https://handinger.com   | HTTPS_PROXY=http://p:1;NO_PROXY=a.test, handinger.com | direct
        https://api.handinger.com | HTTPS_PROXY=http://p:1;NO_PROXY=.handinger.com      | direct
        https://api.handinger.com | HTTPS_PROXY=http://p:1;no_proxy=*.Handinger.com     | direct
        https://nothandinger.com | HTTPS_PROXY=http://p:1;NO_PROXY=handinger.com        | p:1
        https://handinger.com   | HTTPS_PROXY=http://p:1;NO_PROXY=handinger.com:443     | direct
        https://handinger.com   | HTTPS_PROXY=http://p:1;NO_PROXY=handinger.com:8443    | p:1
        http://localhost:8080   | HTTP_PROXY=http://p:1                                 | direct
        http://127.0.0.1:8080   | HTTP_PROXY=http://p:1                                 | direct
        http://[::1]:8080       | HTTP_PROXY=http://p:1                                 | direct
        http://127.example.test | HTTP_PROXY=http://p:1                                 | p:1
        http://127.0.0.1:8080   | HTTP_PROXY=nonsense://                                | direct
        """)
    void environmentDecides(String baseUrl, String environment, String expected) {
        ProxyChoice choice = ProxyChoice.of(URI.create(baseUrl), variables(environment));
        String found = choice.address() == null
                ? "direct"
                : choice.address().getHostString() + ":" + choice.address().getPort();
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://p:1", "https://p:1", "http://user:pass99@p:1", "http://", "p:x y"})
    void proxyThatCannotBeUsedIsNamedWithoutItsSecret(String proxy) {
        assertThatThrownBy(() -> ProxyChoice.of(URI.create("https://handinger.com"), Map.of("HTTPS_PROXY", proxy)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("HTTPS_PROXY is not of the form http://host:port")
                .hasMessageNotContaining("pass99");
    }

    @Test
    void requestsGoThroughTheProxy() throws Exception {
        try (FaultServer proxy = FaultServer.create().start();
                HandingerApi api = through(proxy, "http://api.example.test")) {
            assertThat(send(api)).isInstanceOf(Reply.Ok.class);
            assertThat(proxy.books().requests().get(0).headers()).containsEntry("host", "api.example.test");
        }
    }

    @Test
    void tunnelThatIsNotGrantedMeansNotSent() throws Exception {
        try (FaultServer proxy = FaultServer.create().start();
                HandingerApi api = through(proxy, "https://api.example.test")) {
            proxy.plan(FaultPlan.always(new Fault.ErrorBefore(502, "no route")));
            assertThat(send(api)).isInstanceOf(Reply.NotSent.class);
            assertThat(proxy.books().requests().get(0).method()).isEqualTo("CONNECT");
            assertThat(proxy.books().requests().get(0).headers()).doesNotContainKey("authorization");
        }
    }

    @Test
    void proxyThatWantsCredentialsStopsTheRun() throws Exception {
        try (FaultServer proxy = FaultServer.create().start();
                HandingerApi api = through(proxy, "https://api.example.test")) {
            Map<String, String> ask = Map.of("Proxy-Authenticate", "Basic realm=\"x\"");
            proxy.plan(FaultPlan.always(new Fault.ErrorBefore(407, "text/plain", "who are you", ask)));
            assertThat(send(api)).isInstanceOf(Reply.Denied.class).asString().contains("407");
        }
    }

    @Test
    void deadProxyMeansNotSent() throws Exception {
        FaultServer proxy = FaultServer.create().start();
        proxy.stop();
        try (HandingerApi api = through(proxy, "https://api.example.test")) {
            assertThat(send(api)).isInstanceOf(Reply.NotSent.class);
        }
    }

    private static HandingerApi through(FaultServer proxy, String baseUrl) {
        Map<String, String> environment = Map.of("ALL_PROXY", proxy.url().toString());
        return new HandingerApi(ApiOptions.of(URI.create(baseUrl), "hdg_live_secret42", "test/1", environment));
    }

    private static Reply<WorkerAnswer> send(HandingerApi api) throws Exception {
        return api.createTask(new CreateTask("wrk_1", "tsk_1", "question", "low"), DEADLINE)
                .get(30, TimeUnit.SECONDS);
    }

    private static Map<String, String> variables(String text) {
        return Arrays.stream(text.split(";", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
