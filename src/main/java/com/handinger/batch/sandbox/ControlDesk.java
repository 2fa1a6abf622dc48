package com.handinger.batch.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the imaginary service does not offer: its books, its settings and its faults, for whoever sits at this machine. The
 * host that a request names has to be this machine, too, so that no page in a browser gets here by a name of its own.
 */
final class ControlDesk implements HttpHandler {

    static final String PATH = "/sandbox";

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final Pattern NEAR = Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d{1,5})?");
    private static final Set<String> METHODS = Set.of("GET", "PUT");

    private final Rules rules;
    private final Supplier<SandboxBooks> books;

    ControlDesk(Rules rules, Supplier<SandboxBooks> books) {
        this.rules = rules;
        this.books = books;
    }

    @Override
    public void handle(HttpExchange exchange) {
        Call call = new Call(exchange, new Counters());
        try {
            byte[] body = call.body(rules.limits().bodyBytes());
            boolean near = exchange.getRemoteAddress().getAddress().isLoopbackAddress()
                    && NEAR.matcher(call.header("Host")).matches();
            if (!near) {
                throw new Refusal(FORBIDDEN, "The sandbox is controlled from its own machine alone.");
            }
            call.answer(OK, JsonMapper.shared().valueToTree(answer(call.method(), call.rawPath(), body)));
        } catch (Refusal refusal) {
            call.refuse(refusal);
        } catch (IllegalArgumentException wrong) {
            call.error(BAD_REQUEST, String.valueOf(wrong.getMessage()));
        } catch (IOException clientLeft) {
            call.drop();
        }
    }

    private Object answer(String method, String path, byte[] body) {
        if (!METHODS.contains(method)) {
            throw new Refusal(405, path + " knows only GET and PUT.");
        }
        boolean put = method.equals("PUT");
        switch (path) {
            case PATH + "/settings" -> {
                if (put) {
                    change(body);
                }
                return Tuning.all(rules.now());
            }
            case PATH + "/faults" -> {
                if (put) {
                    spoil(body);
                }
                return rules.now().faults() instanceof FaultShares shares ? shares.named() : Map.of();
            }
            case PATH + "/books" -> {
                if (put) {
                    throw new Refusal(405, "The books can only be read.");
                }
                return books.get();
            }
            default ->
                throw new Refusal(
                        404,
                        "There is nothing at " + path + ". Try " + PATH + "/books, " + PATH + "/settings or " + PATH
                                + "/faults.");
        }
    }

    /** All of them or none. */
    private void change(byte[] body) {
        ObjectNode wanted = object(body);
        rules.change(options -> {
            SandboxOptions changed = options;
            for (Map.Entry<String, JsonNode> setting : wanted.properties()) {
                changed =
                        Tuning.set(changed, setting.getKey(), setting.getValue().asString(""));
            }
            return changed;
        });
    }

    /** The shares in place of all earlier ones. */
    private void spoil(byte[] body) {
        Map<Fault, Double> shares = new EnumMap<>(Fault.class);
        object(body)
                .properties()
                .forEach(share -> shares.put(
                        Fault.named(share.getKey()),
                        Quantities.share(share.getValue().asString(""))));
        rules.change(options -> options.withFaults(new FaultShares(shares)));
    }

    private static ObjectNode object(byte[] body) {
        return Members.read(body, BAD_REQUEST).node();
    }
}
