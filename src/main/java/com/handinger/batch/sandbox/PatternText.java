package com.handinger.batch.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * Text that matches a simple regular expression: literals, classes, groups, alternatives, counts, anchors at the ends. Throws
 * {@link UnsupportedOperationException} for look-around, back references and Unicode classes.
 */
final class PatternText {

    private static final String DIGITS = "0123456789";
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int MORE = 4;

    private final String pattern;
    private final Dice dice;
    private int at;

    PatternText(String pattern, Dice dice) {
        this.pattern = pattern;
        this.dice = dice;
    }

    String make() {
        at = 0;
        String made = alternatives();
        if (at < pattern.length()) {
            throw unsupported();
        }
        return made;
    }

    private String alternatives() {
        List<String> choices = new ArrayList<>();
        choices.add(sequence());
        while (peek() == '|') {
            at++;
            choices.add(sequence());
        }
        return dice.pick(choices);
    }

    private String sequence() {
        StringBuilder made = new StringBuilder();
        while (at < pattern.length() && peek() != '|' && peek() != ')') {
            int start = at;
            String once = atom();
            int times = times();
            int after = at;
            for (int i = 0; i < times; i++) {
                at = start;
                made.append(i == 0 ? once : atom());
            }
            at = after;
        }
        return made.toString();
    }

    private String atom() {
        char letter = pattern.charAt(at++);
        return switch (letter) {
            case '^', '$' -> "";
            case '.' -> one(LETTERS + DIGITS);
            case '(' -> group();
            case '[' -> one(members());
            case '\\' -> one(escape());
            case '*', '+', '?', '{' -> throw unsupported();
            default -> String.valueOf(letter);
        };
    }

    private String group() {
        if (pattern.startsWith("?:", at)) {
            at += 2;
        } else if (peek() == '?') {
            throw unsupported();
        }
        String made = alternatives();
        if (peek() != ')') {
            throw unsupported();
        }
        at++;
        return made;
    }

    /** The characters that an escape stands for. */
    private String escape() {
        char letter = next();
        return switch (letter) {
            case 'd' -> DIGITS;
            case 'w' -> LETTERS + DIGITS + "_";
            case 's' -> " ";
            case 'D', 'S' -> LETTERS;
            case 'W' -> "-.";
            case 't' -> "\t";
            case 'n' -> "\n";
            default -> {
                if (Character.isLetterOrDigit(letter)) {
                    throw unsupported();
                }
                yield String.valueOf(letter);
            }
        };
    }

    /** The characters of a class, the opening bracket being read. */
    private String members() {
        boolean inverted = peek() == '^';
        if (inverted) {
            at++;
        }
        StringBuilder members = new StringBuilder();
        boolean first = true;
        while (first || peek() != ']') {
            first = false;
            char letter = next();
            if (letter == '\\') {
                members.append(escape());
            } else if (peek() == '-' && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']') {
                at++;
                char last = next();
                for (int code = letter; code <= last; code++) {
                    members.append((char) code);
                }
            } else {
                members.append(letter);
            }
        }
        at++;
        return inverted ? others(members.toString()) : members.toString();
    }

    private static String others(String members) {
        StringBuilder others = new StringBuilder();
        (LETTERS + DIGITS + " -_.,")
                .chars()
                .filter(code -> members.indexOf(code) < 0)
                .forEach(others::appendCodePoint);
        return others.toString();
    }

    /** How often the atom before is to stand. */
    private int times() {
        int times = switch (peek()) {
            case '?' -> counted(0, 1);
            case '*' -> counted(0, MORE);
            case '+' -> counted(1, MORE);
            case '{' -> braces();
            default -> 1;
        };
        if (peek() == '?') {
            at++; // lazy or not, the text is the same
        }
        return times;
    }

    private int counted(int least, int most) {
        at++;
        return least + dice.below(most - least + 1);
    }

    private int braces() {
        int close = pattern.indexOf('}', at);
        if (close < 0) {
            throw unsupported();
        }
        String[] bounds = pattern.substring(at + 1, close).split(",", -1);
        at = close;
        try {
            int least = Integer.parseInt(bounds[0]);
            int most = bounds.length == 1 ? least : bounds[1].isEmpty() ? least + MORE : Integer.parseInt(bounds[1]);
            return counted(least, most);
        } catch (NumberFormatException e) {
            throw unsupported();
        }
    }

    private String one(String letters) {
        if (letters.isEmpty()) {
            throw unsupported();
        }
        return String.valueOf(letters.charAt(dice.below(letters.length())));
    }

    /** The next character, 0 at the end. */
    private char peek() {
        return at < pattern.length() ? pattern.charAt(at) : 0;
    }

    private char next() {
        if (at >= pattern.length()) {
            throw unsupported();
        }
        return pattern.charAt(at++);
    }

    private UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException("No text can be made for the pattern " + pattern + ".");
    }
}
