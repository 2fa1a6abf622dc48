package com.handinger.batch.sandbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The objects of the API as JSON, with all members the contract requires. Threads may share it. */
final class Views {

    private static final String ORGANIZATION = "org_sandbox-000001";
    /** Not the sandbox's own address, which may differ between two starts with the same books. */
    private static final String DASHBOARD = "https://dashboard.example.org/worker/";

    private static final DateTimeFormatter ISO_MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int TITLE_CHARACTERS = 60;
    private static final int CHARACTERS_PER_TOKEN = 4;

    private final Rules rules;
    private final Book book;
    private final Answers answers;

    Views(Rules rules, Book book) {
        this.rules = rules;
        this.book = book;
        this.answers = new Answers(rules.now().seed());
    }

    ObjectNode template(Template template) {
        ObjectNode view = object();
        view.put("id", template.id());
        view.put("organizationId", ORGANIZATION);
        view.put("userId", template.creator() == null ? Keys.ANYBODY : template.creator());
        view.put("title", template.title());
        view.put("summary", template.summary());
        view.put("instructions", template.instructions());
        view.put("visibility", template.visibility());
        view.set("outputSchema", orNull(template.outputSchema()));
        view.put("url", DASHBOARD + template.id());
        view.put("createdAt", iso(template.createdMillis()));
        view.put("updatedAt", iso(template.updatedMillis()));
        return view;
    }

    /** A worker through its newest turn; without a task it has never run. */
    ObjectNode worker(String id, @Nullable Task task, long now) {
        Turn latest = task == null ? null : task.latest();
        Turn ended = latest != null && latest.endedAt(now) ? latest : null;
        Answer answer = ended == null ? Answer.none() : answer(ended);
        ObjectNode view = object();
        view.put("id", id);
        view.put("object", "worker");
        view.set("created_at", task == null ? nothing() : nodes().numberNode(task.createdMillis() / 1000));
        view.put("status", latest == null ? "pending" : ended == null ? "running" : "completed");
        view.put("running", latest != null && ended == null);
        view.putNull("error");
        view.putNull("incomplete_details");
        view.put("output_text", answer.text());
        view.set("structured_output", orNull(answer.structured()));
        view.set("output", output(answer, latest));
        view.putArray("messages");
        view.set("sources", sources(answer));
        view.putArray("files");
        view.set("metadata", metadata(task));
        view.put("url", DASHBOARD + id);
        if (ended != null) {
            view.putObject("usage").put("durationMs", ended.durationMillis());
        }
        return view;
    }

    private ObjectNode metadata(@Nullable Task task) {
        ObjectNode metadata = object();
        if (task != null && rules.is(Setting.TASK_ID_IN_ANSWER, "metadata")) {
            metadata.put("taskId", task.id());
        }
        return metadata;
    }

    ObjectNode task(Task task, long now) {
        boolean running = task.runningAt(now);
        Turn first = task.turns().get(0);
        ObjectNode view = object();
        view.put("id", task.id());
        view.put("workerId", task.worker());
        view.put("organizationId", ORGANIZATION);
        view.put("createdByUserId", first.user() == null ? Keys.ANYBODY : first.user());
        view.put("title", title(task));
        view.put("status", status(task, now));
        view.put("triggeredBy", first.trigger() == Turn.Trigger.SCHEDULE ? "schedule" : "api");
        view.put("createdAt", iso(task.createdMillis()));
        view.set("completedAt", running ? nothing() : text(iso(task.latest().endsMillis())));
        ObjectNode totals = view.putObject("totals");
        totals.put("credits", task.creditsAt(now));
        totals.put("durationMs", task.durationAt(now));
        totals.put("turnCount", task.turns().size());
        view.put("url", DASHBOARD + task.worker() + "/task/" + task.id());
        ObjectNode envelope = object();
        envelope.set("task", view);
        if (rules.is(Setting.TURNS_IN_TASK, "present")) {
            envelope.set("turns", items(task, now));
        }
        return envelope;
    }

    ObjectNode turns(Task task, long now) {
        ObjectNode view = object();
        view.put("taskId", task.id());
        view.set("items", items(task, now));
        return view;
    }

    /** The state of the task's newest turn, or {@code running} while any turn is at work. */
    String status(Task task, long now) {
        return task.runningAt(now) && task.turns().get(0).startedAt(now) ? "running" : status(task.latest(), now);
    }

    private String status(Turn turn, long now) {
        if (!turn.startedAt(now)) {
            return "pending";
        }
        if (!turn.endedAt(now)) {
            return "running";
        }
        return switch (turn.end()) {
            case COMPLETED -> "completed";
            case FAILED -> "error";
            case SCHEMA_MISSED -> rules.is(Setting.SCHEMA_MISS, "error") ? "error" : "completed";
        };
    }

    private ArrayNode items(Task task, long now) {
        ArrayNode items = nodes().arrayNode();
        task.turns().forEach(turn -> items.add(turn(turn, now)));
        return items;
    }

    private ObjectNode turn(Turn turn, long now) {
        boolean done = turn.endedAt(now);
        Answer answer = done ? answer(turn) : Answer.none();
        ObjectNode view = object();
        view.put(
                "id",
                Dice.of(rules.now().seed(), "turn", turn.task(), turn.seq()).id("trn_"));
        view.put("taskId", turn.task());
        view.put("seq", turn.seq());
        view.put("role", "user");
        view.put("status", status(turn, now));
        view.put("input", turn.input());
        view.put("outputText", answer.text());
        view.set("structuredOutput", orNull(answer.structured()));
        view.putArray("files");
        view.put("credits", done ? turn.credits() : 0);
        view.put("durationMs", done ? turn.durationMillis() : 0);
        view.put("inputTokens", 1 + turn.input().length() / CHARACTERS_PER_TOKEN);
        view.put("outputTokens", answer.text().length() / CHARACTERS_PER_TOKEN);
        view.put("startedAt", iso(turn.startsMillis()));
        view.set("completedAt", done ? text(iso(turn.endsMillis())) : nothing());
        return view;
    }

    private Answer answer(Turn turn) {
        Template template = book.worker(turn.worker(), turn.version());
        return answers.of(turn, template == null ? null : template.outputSchema());
    }

    private ArrayNode output(Answer answer, @Nullable Turn turn) {
        ArrayNode output = nodes().arrayNode();
        if (turn != null && !answer.text().isEmpty()) {
            ObjectNode message = output.addObject();
            message.put(
                    "id",
                    Dice.of(rules.now().seed(), "message", turn.task(), turn.seq())
                            .id("msg_"));
            message.put("type", "message");
            message.put("role", "assistant");
            message.put("status", "completed");
            message.putArray("content").addObject().put("type", "output_text").put("text", answer.text());
        }
        return output;
    }

    private static ArrayNode sources(Answer answer) {
        ArrayNode sources = nodes().arrayNode();
        for (Answer.Source source : answer.sources()) {
            sources.addObject()
                    .put("id", source.id())
                    .put("type", "url")
                    .put("title", source.title())
                    .put("url", source.url());
        }
        return sources;
    }

    static String title(Task task) {
        return Prose.excerpt(task.turns().get(0).input(), TITLE_CHARACTERS);
    }

    static String iso(long millis) {
        return ISO_MILLIS.format(Instant.ofEpochMilli(millis));
    }

    private static JsonNode orNull(@Nullable JsonNode node) {
        return node == null ? nothing() : node;
    }

    private static JsonNode text(String text) {
        return nodes().stringNode(text);
    }

    private static JsonNode nothing() {
        return nodes().nullNode();
    }

    private static ObjectNode object() {
        return nodes().objectNode();
    }

    private static JsonNodeFactory nodes() {
        return JsonNodeFactory.instance;
    }
}
