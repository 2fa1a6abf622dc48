package com.handinger.batch.sandbox;

import java.util.List;
import java.util.Locale;

/** Plausible sentences about a topic. */
final class Prose {

    private static final List<String> OPENINGS =
            List.of("Looked into “%s”.", "Regarding “%s”:", "I checked “%s”.", "Here is what is known about “%s”.");

    private static final List<String> FINDINGS = List.of(
            "The public sources agree on the main point.",
            "Two independent sources support it, one adds a caveat.",
            "The figures match the most recent publication.",
            "The available evidence is thin, so treat this with care.",
            "The wording is slightly imprecise, the substance holds.",
            "Earlier reports said otherwise and were corrected later.");

    private static final List<String> CLOSINGS = List.of(
            "No further action is needed.",
            "A closer look is advised before it is relied upon.",
            "Details are in the sources below.",
            "This was checked against current material.");

    private static final List<String> DOGS = List.of(
            "Brave Beagle",
            "Curious Collie",
            "Diligent Dachshund",
            "Gentle Greyhound",
            "Loyal Labrador",
            "Patient Pointer",
            "Swift Spaniel",
            "Watchful Whippet");

    private Prose() {}

    static String paragraph(Dice dice, String topic) {
        return dice.pick(OPENINGS).formatted(topic) + " " + dice.pick(FINDINGS) + " " + dice.pick(CLOSINGS);
    }

    static String sentence(Dice dice, String topic) {
        return dice.pick(OPENINGS).formatted(topic) + " " + dice.pick(FINDINGS);
    }

    /** The name of a worker that was given none. */
    static String dogName(String workerId) {
        return Dice.of(0, "dog", workerId).pick(DOGS);
    }

    /** Where a worker takes mail; the domain leads nowhere. */
    static String mailAddress(Template worker) {
        String slug = slug(worker.title(), 30);
        String tag = Dice.of(0, "mail", worker.id()).ulid("", 0).substring(22).toLowerCase(Locale.ROOT);
        return (slug.isEmpty() ? "worker" : slug) + "-" + tag + "@mail.example.test";
    }

    /** Small letters, digits and hyphens; may be empty. */
    static String slug(String text, int most) {
        String slug = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return slug.substring(0, Math.min(most, slug.length())).replaceAll("^-|-$", "");
    }

    /** One line of at most {@code most} characters (code points); shortened text ends with an ellipsis. */
    static String excerpt(String text, int most) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.codePointCount(0, line.length()) <= most) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
    }
}
