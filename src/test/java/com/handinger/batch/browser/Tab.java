package com.handinger.batch.browser;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A page in the browser: what a person does to it, and what it then is. For one thread. */
public final class Tab {

    private final Wire wire;
    private final String session;

    private Tab(Wire wire, String session) {
        this.wire = wire;
        this.session = session;
    }

    static Tab open(Wire wire, URI page) throws Exception {
        String target = wire.ask("", "Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .asString();
        String session = wire.ask("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asString();
        Tab tab = new Tab(wire, session);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            tab.ask(domain + ".enable", Map.of());
        }
        tab.go(page);
        return tab;
    }

    /** Goes elsewhere, and waits until that is loaded. */
    public void go(URI page) throws Exception {
        ask("Page.navigate", Map.of("url", page.toString()));
        await("document.readyState === 'complete' && location.href === " + quoted(page.toString()));
    }

    private JsonNode ask(String method, Map<String, ?> parameters) throws Exception {
        return wire.ask(session, method, parameters);
    }

    /** The value of an expression in the page, promises awaited. */
    public JsonNode value(String script) throws Exception {
        JsonNode told =
                ask("Runtime.evaluate", Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
        if (told.has("exceptionDetails")) {
            throw new AssertionError(script + ": " + told.get("exceptionDetails"));
        }
        return told.get("result").path("value");
    }

    /** The same as text. */
    public String text(String script) throws Exception {
        return value("String(" + script + ")").asString();
    }

    /** Waits until an expression is true, 30 s at most. */
    public void await(String condition) throws Exception {
        boolean came = value(
                        "new Promise(done => { const until = Date.now() + 30000; const look = () => { const is = !!("
                                + condition
                                + "); if (is || Date.now() > until) { done(is); } else { setTimeout(look, 10); } }; look(); })")
                .asBoolean();
        if (!came) {
            throw new AssertionError("never came: " + condition);
        }
    }

    /** Presses a key that writes nothing, such as {@code Tab}, or writes a line end: {@code Enter}. */
    public void press(String key) throws Exception {
        int code = key.equals("Tab") ? '\t' : '\r';
        String text = key.equals("Enter") ? "\r" : "";
        ask(
                "Input.dispatchKeyEvent",
                Map.of(
                        "type",
                        text.isEmpty() ? "rawKeyDown" : "keyDown",
                        "key",
                        key,
                        "code",
                        key,
                        "text",
                        text,
                        "windowsVirtualKeyCode",
                        code));
        ask("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
    }

    /** Types what has the focus, a key for each character. */
    public void type(String text) throws Exception {
        for (String key : text.split("", -1)) {
            if (!key.isEmpty()) {
                ask("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "text", key));
                ask("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
            }
        }
    }

    /** Prefers {@code light} or {@code dark}. */
    public void scheme(String scheme) throws Exception {
        Map<String, String> feature = Map.of("name", "prefers-color-scheme", "value", scheme);
        ask("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    /** How wide its window is, in CSS pixels. */
    public void width(int pixels) throws Exception {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Errors and warnings so far, of scripts and of the page. */
    public List<String> errors() {
        List<String> errors = new ArrayList<>();
        wire.events(session, "Runtime.exceptionThrown").forEach(event -> errors.add(event.toString()));
        wire.events(session, "Runtime.consoleAPICalled").forEach(event -> errors.add(event.toString()));
        wire.events(session, "Log.entryAdded").forEach(event -> errors.add(event.toString()));
        return errors;
    }

    /** Addresses that were asked for so far. */
    public List<String> requests() {
        return wire.events(session, "Network.requestWillBeSent").stream()
                .map(event -> event.path("request").path("url").asString(""))
                .toList();
    }

    /** A JavaScript string. */
    public static String quoted(String text) {
        return tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(text);
    }
}
