package com.handinger.batch.sandbox;

import java.util.List;
import java.util.Map;
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

    private final Rules rules;
    private final Book book;
    private final Intake intake;
    private final Views views;
    private final Keys keys;
    private final Timeline time;

    WorkerDoor(Rules rules, Book book, Intake intake, Views views, Keys keys, Timeline time) {
        this.rules = rules;
        this.book = book;
        this.intake = intake;
        this.views = views;
        this.keys = keys;
        this.time = time;
    }

    void open(Map<Operation, Door> doors) {
        doors.put(Operation.CREATE_WORKER, this::create);
        doors.put(Operation.UPDATE_WORKER, this::update);
        doors.put(Operation.DELETE_WORKER, this::delete);
        doors.put(Operation.RETRIEVE_WORKER_EMAIL, this::email);
    }

    private void create(Visit visit) {
        Members members = read(visit);
        String prompt = members.text("prompt", 0, MOST_PROMPT, "");
        String written = prompt.isEmpty() ? "" : "You are a specialised worker. Your purpose: " + prompt;
        String instructions = members.text("instructions", 0, MOST_INSTRUCTIONS, written);
        String purpose = prompt.isEmpty() ? instructions : prompt;
        String summary = members.text("summary", 0, MOST_SUMMARY, Prose.excerpt(purpose, MOST_SUMMARY));
        String title = members.text("title", 1, MOST_TITLE);
        String visibility = members.choice("visibility", VISIBILITIES, "public");
        JsonNode schema = members.outputSchema();
        Template created = intake.create(
                visit.user(),
                blank -> blank.describedBy(title == null ? Prose.dogName(blank.id()) : title, summary, instructions)
                        .withOutputSchema(schema)
                        .withVisibility(visibility));
        visit.call().answer(rules.code(Setting.SUCCESS_CODE), views.template(created));
    }

    private synchronized void update(Visit visit) {
        Template current = own(visit);
        Members members = read(visit);
        JsonNode schema = members.has("outputSchema") ? members.outputSchema() : current.outputSchema();
        Template changed = current.successor(time.millis())
                .describedBy(
                        members.text("title", 1, MOST_TITLE, current.title()),
                        members.text("summary", 0, MOST_SUMMARY, current.summary()),
                        members.text("instructions", 0, MOST_INSTRUCTIONS, current.instructions()))
                .withOutputSchema(schema)
                .withVisibility(members.choice("visibility", VISIBILITIES, current.visibility()));
        book.record(JournalLine.of(changed));
        visit.call().answer(OK, views.template(changed));
    }

    private synchronized void delete(Visit visit) {
        book.record(JournalLine.deleted(own(visit).id()));
        visit.call().answer(OK, JsonNodeFactory.instance.objectNode().put("deleted", true));
    }

    private void email(Visit visit) {
        Template template = book.existing(visit.id());
        keys.checkUse(visit.user(), template);
        visit.call().answer(OK, JsonNodeFactory.instance.objectNode().put("email", Prose.mailAddress(template)));
    }

    private Template own(Visit visit) {
        Template template = book.existing(visit.id());
        keys.checkCreator(visit.user(), template);
        return template;
    }

    private Members read(Visit visit) {
        return Members.read(visit.body(), rules.code(Setting.CONSTRAINT_CODE));
    }
}
