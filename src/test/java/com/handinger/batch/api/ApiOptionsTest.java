package com.handinger.batch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiOptionsTest {

    @Test
    void secretsStayOutOfTheText() {
        ApiOptions options = ApiOptions.of(
                URI.create("https://handinger.com"),
                "hdg_live_secret42",
                "test/1",
                Map.of("HTTPS_PROXY", "http://user:pass99@proxy:8080", "HANDINGER_API_KEY", "hdg_live_secret42"));
        assertThat(options.toString())
                .contains("https://handinger.com", "key=***", "HTTPS_PROXY")
                .doesNotContain("secret42", "pass99");
        assertThat(options.environment()).containsOnlyKeys("HTTPS_PROXY");
        assertThatThrownBy(() -> new HandingerApi(options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HTTPS_PROXY")
                .hasMessageNotContaining("pass99");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hdg live", "hdg_live\n", "hdg_livé", " hdg"})
    void keyThatCannotBeAHeaderIsRefusedWithoutShowingIt(String key) {
        assertThatThrownBy(() -> ApiOptions.of(URI.create("https://h"), key, "test/1", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("copy it again")
                .hasMessageNotContaining(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h", "handinger.com", "https:///x", "https://u:p@h", "https://h?x=1", "https://h#x"})
    void baseUrlMustBePlain(String url) {
        assertThatThrownBy(() -> ApiOptions.of(URI.create(url), null, "test/1", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base URL")
                .hasMessageNotContaining("u:p");
    }
}
