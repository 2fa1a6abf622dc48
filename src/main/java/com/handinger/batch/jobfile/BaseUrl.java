package com.handinger.batch.jobfile;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The server's address. Its faults never repeat it, because it may hold a password. */
final class BaseUrl {

    static final String SANDBOX = "sandbox";
    static final String DEFAULT = "https://handinger.com";

    private static final String ACCEPTED = "accepted: an http or https URL such as " + DEFAULT + ", or sandbox";

    private BaseUrl() {}

    /** The first fault of the address; null when it can be used. */
    static @Nullable Fault fault(String text) {
        if (text.equals(SANDBOX)) {
            return null;
        }
        if (text.contains("@")) {
            return new Fault("a user or password in the URL", Secrets.API_KEY_CURE);
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException broken) {
            return new Fault("no valid URL: " + broken.getReason(), ACCEPTED);
        }
        return fault(uri);
    }

    private static @Nullable Fault fault(URI uri) {
        String scheme = uri.getScheme();
        if (scheme == null || !List.of("http", "https").contains(scheme.toLowerCase(Locale.ROOT))) {
            return new Fault("a URL that begins with neither http:// nor https://", ACCEPTED);
        }
        if (uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
            return new Fault("a URL without a valid host or port", ACCEPTED);
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return new Fault("a URL with a query (?) or fragment (#)", "leave it out; " + ACCEPTED);
        }
        return null;
    }

    /** The address without trailing slashes, its scheme and host in small letters; null means the sandbox. */
    static @Nullable URI of(String text) {
        if (text.equals(SANDBOX)) {
            return null;
        }
        URI uri = URI.create(text);
        String authority = uri.getRawAuthority().toLowerCase(Locale.ROOT);
        String path = uri.getRawPath().replaceAll("/+$", "");
        return URI.create(uri.getScheme().toLowerCase(Locale.ROOT) + "://" + authority + path);
    }
}
