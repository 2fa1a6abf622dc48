package com.handinger.batch.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses are asked for files, and which of them may see the key. */
class ReachTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "https://h.test, /api/workers/w/files/a.txt, https://h.test/api/workers/w/files/a.txt",
                "https://h.test/gate, /api/workers/w/files/a.txt, https://h.test/gate/api/workers/w/files/a.txt",
                "https://h.test/gate, /files/a.txt, https://h.test/files/a.txt",
                "https://h.test, files/a b.txt, https://h.test/files/a%20b.txt",
                "https://h.test, https://cdn.test/é?x=1|2, https://cdn.test/%C3%A9?x=1%7C2",
                "https://h.test, //cdn.test/a, https://cdn.test/a",
                "https://h.test, file:///etc/passwd, none",
                "https://h.test, ftp://h.test/a, none",
                "https://h.test, data:text/plain;x, none",
                "https://h.test, https://user:pw@h.test/a, none",
                "https://h.test, https:///a, none",
                "https://h.test, 'https://h.test:port/%zz', none"
            })
    void anAddressIsOfTheWebOrNone(URI api, String told, String address) {
        assertThat(new Reach(api).address(told)).isEqualTo(address == null ? null : URI.create(address));
    }

    @ParameterizedTest
    @CsvSource({
        "https://h.test, https://h.test/a, true",
        "https://h.test, HTTPS://H.TEST:443/a, true",
        "https://h.test/gate, https://h.test/elsewhere, true",
        "https://h.test, http://h.test/a, false",
        "https://h.test, https://h.test:8443/a, false",
        "https://h.test, https://h.test.evil.test/a, false",
        "https://h.test, https://cdn.h.test/a, false",
        "http://127.0.0.1:80, http://127.0.0.1/a, true",
        "http://127.0.0.1:8080, http://localhost:8080/a, false"
    })
    void theKeyIsForTheApiAlone(URI api, URI url, boolean own) {
        assertThat(new Reach(api).own(url)).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "0.0.0.0, true",
        "0.1.2.3, true",
        "10.1.2.3, true",
        "172.16.0.1, true",
        "192.168.1.1, true",
        "169.254.169.254, true",
        "100.64.0.1, true",
        "100.128.0.1, false",
        "224.0.0.1, true",
        "93.184.216.34, false",
        "::1, true",
        "fe80::1, true",
        "fd00::1, true",
        "::ffff:10.0.0.1, true",
        "2606:2800:220:1::1, false"
    })
    void someAddressesAreInside(String address, boolean inside) throws UnknownHostException {
        assertThat(Reach.inside(InetAddress.getByName(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @CsvSource({
        "http://93.184.216.34, http://169.254.169.254/latest/meta-data, false",
        "http://93.184.216.34, http://93.184.216.35/a, true",
        "http://127.0.0.1:8080, http://127.0.0.1:9090/a, true",
        "http://10.0.0.1, http://10.0.0.2/a, true"
    })
    void nobodyOutsideLeadsInside(URI api, URI url, boolean allowed) {
        assertThat(new Reach(api).refusal(url) == null).isEqualTo(allowed);
    }
}
