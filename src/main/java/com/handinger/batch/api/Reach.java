package com.handinger.batch.api;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where files may be fetched from, and with what. What a task publishes is the work of a model that reads the web: no
 * address in it may learn the key, or make this machine ask its own network.
 *
 * @param api the address of the API
 */
record Reach(URI api) {

    /** The address of a file as an answer tells it; null when there is none to be made of it. */
    @Nullable
    URI address(String told) {
        try {
            URI url = new URI(escaped(told.strip()));
            // A gateway that puts the API below a path does so for its files as well.
            String text = url.getRawAuthority() == null && told.startsWith("/api/") ? api + url.toString() : null;
            URI whole = text == null ? URI.create(api + "/").resolve(url) : URI.create(text);
            return web(whole) && whole.getRawUserInfo() == null ? URI.create(whole.toASCIIString()) : null;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean bad = c <= ' ' || c == 127 || "\"<>\\^`{|}".indexOf(c) >= 0;
            escaped.append(bad ? String.format(Locale.ROOT, "%%%02X", (int) c) : String.valueOf(c));
        }
        return escaped.toString();
    }

    static boolean web(URI url) {
        boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        return web && url.getHost() != null;
    }

    /** Whether it is the API's own: scheme, host and port. Only there the key may be shown. */
    boolean own(URI url) {
        return api.getScheme().equalsIgnoreCase(url.getScheme())
                && api.getHost().equalsIgnoreCase(url.getHost())
                && port(api) == port(url);
    }

    private static int port(URI url) {
        return url.getPort() > 0 ? url.getPort() : "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    /** Why it must not be asked; null when it may. Looks names up. */
    @Nullable
    String refusal(URI url) {
        if (own(url) || inside(api.getHost()) || !inside(url.getHost())) {
            return null;
        }
        return "its address is on this machine or in a private network (" + url.getHost() + "), and the API is not";
    }

    /** A name that cannot be looked up is left to the request, which may go through a proxy. */
    private static boolean inside(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (inside(address)) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Also shared (RFC 6598) and unique local (RFC 4193) addresses. */
    static boolean inside(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || reserved(address.getAddress());
    }

    private static boolean reserved(byte[] bytes) {
        if (bytes.length == 16) {
            return (bytes[0] & 0xFE) == 0xFC;
        }
        return bytes[0] == 0 || (bytes[0] == 100 && (bytes[1] & 0xC0) == 64);
    }
}
