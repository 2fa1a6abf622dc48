package com.handinger.batch.api;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether requests to one base URL go through a proxy, by the usual environment variables. A lower-case name wins over
 * the same in capitals, {@code HTTP(S)_PROXY} over {@code ALL_PROXY}; loopback is always direct.
 *
 * @param address null for a direct connection
 */
record ProxyChoice(@Nullable InetSocketAddress address) {

    private static final ProxyChoice DIRECT = new ProxyChoice(null);

    /** @throws IllegalArgumentException when the variable that counts is no {@code http://host:port} */
    static ProxyChoice of(URI baseUrl, Map<String, String> environment) {
        String host = plain(baseUrl.getHost());
        String scheme = baseUrl.getScheme().toLowerCase(Locale.ROOT);
        String name = scheme.equals("https") ? "HTTPS_PROXY" : "HTTP_PROXY";
        String proxy = lookUp(environment, name);
        if (proxy.isEmpty()) {
            name = "ALL_PROXY";
            proxy = lookUp(environment, name);
        }
        if (proxy.isEmpty() || isLoopback(host)) {
            return DIRECT;
        }
        int port = baseUrl.getPort() > 0 ? baseUrl.getPort() : scheme.equals("https") ? 443 : 80;
        for (String exception : lookUp(environment, "NO_PROXY").split(",", -1)) {
            if (covers(exception.strip().toLowerCase(Locale.ROOT), host, port)) {
                return DIRECT;
            }
        }
        return new ProxyChoice(address(name, proxy));
    }

    private static InetSocketAddress address(String name, String proxy) {
        IllegalArgumentException fault = new IllegalArgumentException(
                name + " is not of the form http://host:port (no user, https or socks proxies); correct or unset it");
        URI url;
        try {
            url = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
        } catch (IllegalArgumentException unreadable) {
            throw fault; // its cause would show the value, credentials included
        }
        if (!"http".equalsIgnoreCase(url.getScheme()) || url.getHost() == null || url.getRawUserInfo() != null) {
            throw fault;
        }
        return InetSocketAddress.createUnresolved(plain(url.getHost()), url.getPort() > 0 ? url.getPort() : 80);
    }

    private static boolean covers(String exception, String host, int port) {
        if (exception.isEmpty()) {
            return false;
        }
        if (exception.equals("*")) {
            return true;
        }
        String name = exception;
        int colon = name.lastIndexOf(':');
        if (colon > 0 && name.indexOf(':') == colon) {
            if (!name.substring(colon + 1).equals(Integer.toString(port))) {
                return false;
            }
            name = name.substring(0, colon);
        }
        String suffix = plain(name.replaceFirst("^\\*?\\.", ""));
        return host.equals(suffix) || host.endsWith("." + suffix);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.matches("127(\\.\\d{1,3}){3}")
                || host.equals("::1")
                || host.equals("0:0:0:0:0:0:0:1");
    }

    /** Without the brackets of an IPv6 address. */
    private static String plain(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
    }

    private static String lookUp(Map<String, String> environment, String name) {
        String small = environment.get(name.toLowerCase(Locale.ROOT));
        return small != null && !small.isBlank()
                ? small.strip()
                : environment.getOrDefault(name, "").strip();
    }
}
