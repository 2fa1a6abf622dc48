package com.handinger.batch.sandbox;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Webhooks of workers: creators alone may see and change them. */
final class WebhookDoor {

    private static final int OK = 200;
    private static final int MOST_URL = 2048;
    private static final int PAGE = 50;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Rules rules;
    private final Book book;
    private final Keys keys;
    private final Timeline time;

    WebhookDoor(Rules rules, Book book, Keys keys, Timeline time) {
        this.rules = rules;
        this.book = book;
        this.keys = keys;
        this.time = time;
    }

    void open(Map<Operation, Door> doors) {
        doors.put(Operation.RETRIEVE_WEBHOOK, visit -> answer(visit, current(visit)));
        doors.put(Operation.UPDATE_WEBHOOK, this::update);
        doors.put(Operation.DELETE_WEBHOOK, visit -> set(visit, Webhook.none(own(visit))));
        doors.put(Operation.REGENERATE_WEBHOOK_TOKEN, this::regenerate);
        doors.put(Operation.LIST_WEBHOOK_EXECUTIONS, this::executions);
    }

    private synchronized void update(Visit visit) {
        Webhook current = current(visit);
        Members members = Members.read(visit.body(), rules.code(Setting.CONSTRAINT_CODE));
        String url = members.nullable("url", MOST_URL);
        if (url == null) {
            set(visit, Webhook.none(current.worker()));
            return;
        }
        if (!allowed(url)) {
            throw members.violated("url has to be an HTTPS address"
                    + (rules.is(Setting.WEBHOOK_URLS, "loopback") ? ", or HTTP on this machine." : "."));
        }
        String token = current.token() == null ? token() : current.token();
        set(visit, new Webhook(current.worker(), url, token));
    }

    private synchronized void regenerate(Visit visit) {
        Webhook current = current(visit);
        set(visit, current.url() == null ? current : new Webhook(current.worker(), current.url(), token()));
    }

    private void executions(Visit visit) {
        String worker = own(visit);
        long page = page(visit.call().query("page").orElse("1"));
        int count = book.agenda().executionCount(worker);
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode logs = view.putArray("logs");
        book.agenda()
                .executions(worker, (page - 1) * PAGE, PAGE)
                .forEach(execution -> logs.add(AgendaViews.execution(execution)));
        view.put("page", page).put("pageCount", (count + PAGE - 1) / PAGE).put("totalCount", count);
        visit.call().answer(OK, view);
    }

    private long page(String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new Refusal(rules.code(Setting.CONSTRAINT_CODE), "page has to be an integer from 1.");
        }
        return Long.parseLong(text);
    }

    private void set(Visit visit, Webhook webhook) {
        book.record(JournalLine.of(webhook));
        answer(visit, webhook);
    }

    private static void answer(Visit visit, Webhook webhook) {
        visit.call().answer(OK, AgendaViews.webhook(webhook));
    }

    private Webhook current(Visit visit) {
        return book.agenda().webhook(own(visit));
    }

    private String own(Visit visit) {
        Template worker = book.existing(visit.id());
        keys.checkCreator(visit.user(), worker);
        return worker.id();
    }

    private String token() {
        return book.dice("token").ulid("whk_", time.millis());
    }

    private boolean allowed(String text) {
        URI url = uri(text);
        if (url == null || url.getHost() == null || url.getScheme() == null) {
            return false;
        }
        boolean near = rules.is(Setting.WEBHOOK_URLS, "loopback") && LOOPBACK.contains(url.getHost());
        return url.getScheme().equalsIgnoreCase("https")
                || (near && url.getScheme().equalsIgnoreCase("http"));
    }

    private static @Nullable URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
