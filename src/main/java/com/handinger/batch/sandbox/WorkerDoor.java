package com.handinger.batch.sandbox;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Creates, changes and deletes worker templates. Threads may share it. */
final class WorkerDoor {

    private static final int OK = 200;
    private static final int MOST_PROMPT = 10_000;
    private static final int MOST_INSTRUCTIONS = 20_000;
    private static final int MOST_TITLE = 200;
    private static final int MOST_SUMMARY = 80;
    private static final List<String> VISIBILITIES = List.of("public", "private");

    private final SandboxOptions options;
    private final Book book;
    private final Intake intake;
    private final Views views;
    private final Timeline time;

    WorkerDoor(SandboxOptions options, Book book, Intake intake, Views views, Timeline time) {
        this.options = options;
        this.book = book;
        this.intake = intake;
        this.views = views;
        this.time = time;
    }

    void create(Call call, byte[] body) {
        Members members = read(body);
        String prompt = members.text("prompt", 0, MOST_PROMPT, "");
        String written = prompt.isEmpty() ? "" : "You are a specialised worker. Your purpose: " + prompt;
        String instructions = members.text("instructions", 0, MOST_INSTRUCTIONS, written);
        String purpose = prompt.isEmpty() ? instructions : prompt;
        String summary = members.text("summary", 0, MOST_SUMMARY, Prose.excerpt(purpose, MOST_SUMMARY));
        String title = members.text("title", 1, MOST_TITLE);
        String visibility = members.choice("visibility", VISIBILITIES, "public");
        JsonNode schema = members.outputSchema();
        Template created = intake.create(
                blank -> blank.describedBy(title == null ? Prose.dogName(blank.id()) : title, summary, instructions)
                        .withOutputSchema(schema)
                        .withVisibility(visibility));
        call.answer(options.code(Setting.SUCCESS_CODE), views.template(created));
    }

    synchronized void update(Call call, String id, byte[] body) {
        Template current = existing(id);
        Members members = read(body);
        JsonNode schema = members.has("outputSchema") ? members.outputSchema() : current.outputSchema();
        Template changed = current.successor(time.millis())
                .describedBy(
                        members.text("title", 1, MOST_TITLE, current.title()),
                        members.text("summary", 0, MOST_SUMMARY, current.summary()),
                        members.text("instructions", 0, MOST_INSTRUCTIONS, current.instructions()))
                .withOutputSchema(schema)
                .withVisibility(members.choice("visibility", VISIBILITIES, current.visibility()));
        book.record(JournalLine.of(changed));
        call.answer(OK, views.template(changed));
    }

    synchronized void delete(Call call, String id) {
        book.record(JournalLine.deleted(existing(id).id()));
        call.answer(OK, JsonNodeFactory.instance.objectNode().put("deleted", true));
    }

    private Template existing(String id) {
        Template template = book.worker(id);
        if (template == null) {
            throw new Refusal(404, "There is no worker " + id + ".");
        }
        return template;
    }

    private Members read(byte[] body) {
        return Members.read(body, options.code(Setting.CONSTRAINT_CODE));
    }
}
