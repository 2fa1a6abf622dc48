package com.handinger.batch.jobfile;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** An address that the server can tell, and that leads here. Its faults never repeat it, because it may hold a password. */
final class WebhookRules {

    private static final String SECTION = "webhook";
    private static final String ACCEPTED =
            "accepted: an https URL such as https://batch.example.com/done (http on this machine alone)";
    private static final int LONGEST = 2048;

    private final Binder binder;

    WebhookRules(Binder binder) {
        this.binder = binder;
    }

    void check() {
        boolean wanted = binder.read(Keys.COMPLETION) == JobFile.Completion.WEBHOOK;
        if (binder.given(Keys.WEBHOOK_LISTEN)) {
            checkUrl();
            checkListen();
        } else if (wanted || binder.givenIn(SECTION)) {
            binder.missing(Keys.WEBHOOK_LISTEN, wanted ? ", for completion: webhook" : "");
        }
    }

    private void checkUrl() {
        String url = binder.read(Keys.WEBHOOK_URL);
        Fault fault = url == null ? null : fault(url);
        if (fault != null) {
            binder.refuse(Keys.WEBHOOK_URL, fault.found(), fault.cure());
        }
    }

    private void checkListen() {
        JobFile.Webhook.Listen listen = binder.read(Keys.WEBHOOK_LISTEN);
        if (listen == null) {
            return;
        }
        boolean told = binder.given(Keys.WEBHOOK_URL);
        if (told && listen.port() == 0) {
            binder.refuse(
                    Keys.WEBHOOK_LISTEN,
                    "any free port (0) beside webhook.publicUrl",
                    "write the port to which webhook.publicUrl leads, or leave webhook.publicUrl out");
        } else if (!told && !listen.here()) {
            binder.missing(Keys.WEBHOOK_URL, "; it is left out only where webhook.listen is on this machine alone");
        }
    }

    private static @Nullable Fault fault(String text) {
        if (text.contains("@")) {
            return new Fault("a user or password in the URL", "leave it out: deliveries carry a token of the server");
        }
        if (text.length() > LONGEST) {
            return new Fault("a URL of " + text.length() + " characters", "accepted: at most " + LONGEST);
        }
        try {
            return fault(new URI(text));
        } catch (URISyntaxException broken) {
            return new Fault("no valid URL: " + broken.getReason(), ACCEPTED);
        }
    }

    private static @Nullable Fault fault(URI uri) {
        boolean https = "https".equalsIgnoreCase(uri.getScheme());
        if (!https && !("http".equalsIgnoreCase(uri.getScheme()) && Loopback.is(uri.getHost()))) {
            return new Fault("a URL that does not begin with https://", ACCEPTED);
        }
        if (uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
            return new Fault("a URL without a valid host or port", ACCEPTED);
        }
        return uri.getRawFragment() == null ? null : new Fault("a URL with a fragment (#)", "leave it out");
    }
}
