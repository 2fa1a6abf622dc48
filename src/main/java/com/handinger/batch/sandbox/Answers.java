package com.handinger.batch.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Works answers out, whenever they are asked for: a function of seed, worker, schema, input and turn number, so that none has
 * to be kept. Threads may share it.
 */
final class Answers {

    private static final int TOPIC_CHARACTERS = 80;

    private final long seed;

    Answers(long seed) {
        this.seed = seed;
    }

    /** The answer of a turn that has ended; empty for one that failed. */
    Answer of(Turn turn, @Nullable JsonNode schema) {
        if (turn.end() == Turn.End.FAILED) {
            return Answer.none();
        }
        Dice dice = Dice.of(seed, "answer", turn.worker(), turn.input(), turn.seq());
        String topic = Prose.excerpt(turn.input(), TOPIC_CHARACTERS);
        String text = Prose.paragraph(dice, topic) + attached(turn);
        List<Answer.Source> sources = sources(dice, topic);
        if (schema == null || turn.end() == Turn.End.SCHEMA_MISSED) {
            return new Answer(text, null, sources);
        }
        return new Answer(text, structured(schema, dice, topic), sources);
    }

    private static String attached(Turn turn) {
        if (turn.attached() == null) {
            return "";
        }
        return turn.attached().stream()
                .map(file -> file.name() + " (" + file.size() + " bytes)")
                .collect(Collectors.joining(", ", " I read ", "."));
    }

    private static @Nullable ObjectNode structured(JsonNode schema, Dice dice, String topic) {
        JsonNode made = new Specimen(schema, dice, topic).make();
        return made instanceof ObjectNode object ? object : null;
    }

    private static List<Answer.Source> sources(Dice dice, String topic) {
        String slug =
                topic.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String page = slug.isEmpty() ? "topic" : slug.substring(0, Math.min(40, slug.length()));
        List<Answer.Source> sources = new ArrayList<>();
        sources.add(new Answer.Source(dice.id("src_"), topic, "https://encyclopedia.example.org/" + page));
        if (dice.unit() < 0.5) {
            sources.add(new Answer.Source(
                    dice.id("src_"), "Report on " + topic, "https://reports.example.org/2026/" + page));
        }
        return List.copyOf(sources);
    }
}
