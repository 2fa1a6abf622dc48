package com.handinger.batch.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Server-sent events of the older generations: what is stored is replayed, then the turn under way comes in pieces, then the
 * connection closes. The shape of the events was never published and is made up. No thread waits for the next piece.
 */
final class Streams {

    private static final int OK = 200;
    private static final int PIECES = 4;

    private final Rules rules;
    private final Views views;
    private final Timeline time;
    private final Executor threads;

    Streams(Rules rules, Views views, Timeline time, Executor threads) {
        this.rules = rules;
        this.views = views;
        this.time = time;
        this.threads = threads;
    }

    /** Whether this read asks for events, and may. */
    boolean wanted(Call call) {
        boolean asked = call.query("stream").orElse("").equals("true")
                || call.header("Accept").contains("text/event-stream");
        return asked && offered();
    }

    boolean offered() {
        return rules.is(Setting.OLD_STREAMING, "on");
    }

    private record Event(long millis, @Nullable ObjectNode data) {}

    /** @param closed runs when the stream has ended, whoever ended it */
    void follow(Call call, @Nullable Task task, Runnable closed) {
        Queue<Event> events = new ArrayDeque<>();
        List<Turn> turns = task == null ? List.of() : task.turns();
        long now = time.millis();
        for (Turn turn : turns) {
            events.add(new Event(now, message("user", turn, turn.input())));
            if (turn.endedAt(now)) {
                events.add(new Event(
                        now, message("assistant", turn, views.answer(turn).text())));
            } else {
                live(turn, events);
            }
        }
        if (rules.is(Setting.STREAM_END, "done")) {
            events.add(new Event(now, null));
        }
        try {
            send(call, call.open(OK, "text/event-stream", 0), events, closed);
        } catch (IOException clientLeft) {
            end(call, closed);
        }
    }

    private void live(Turn turn, Queue<Event> events) {
        String text = views.answer(turn).text();
        for (int i = 0; i < PIECES; i++) {
            String piece = text.substring(text.length() * i / PIECES, text.length() * (i + 1) / PIECES);
            long millis = turn.startsMillis() + (long) turn.durationMillis() * (i + 1) / PIECES;
            if (!piece.isEmpty()) {
                events.add(new Event(
                        millis,
                        event("text-delta").put("id", views.messageId(turn)).put("delta", piece)));
            }
        }
        String status = views.status(turn, turn.endsMillis());
        events.add(new Event(turn.endsMillis(), event("finish").put("status", status)));
    }

    private void send(Call call, OutputStream out, Queue<Event> events, Runnable closed) {
        try {
            while (!events.isEmpty()) {
                Event next = events.element();
                if (next.millis() > time.millis()) {
                    time.at(next.millis(), () -> threads.execute(() -> send(call, out, events, closed)));
                    return;
                }
                String data = next.data() == null ? "[DONE]" : next.data().toString();
                out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                events.remove();
            }
        } catch (IOException clientLeft) {
            events.clear();
        }
        end(call, closed);
    }

    private static void end(Call call, Runnable closed) {
        call.close();
        closed.run();
    }

    private ObjectNode message(String role, Turn turn, String text) {
        ObjectNode message = event("message").put("id", views.messageId(turn)).put("role", role);
        message.putArray("content").addObject().put("type", "text").put("text", text);
        return message;
    }

    private static ObjectNode event(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
