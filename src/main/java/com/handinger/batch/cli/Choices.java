package com.handinger.batch.cli;

import java.util.AbstractList;
import java.util.List;

/** Words that options and parameters take, for shells that complete them. */
final class Choices {

    private Choices() {}

    private abstract static class Words extends AbstractList<String> {

        private final List<String> words;

        Words(String... words) {
            this.words = List.of(words);
        }

        @Override
        public String get(int index) {
            return words.get(index);
        }

        @Override
        public int size() {
            return words.size();
        }
    }

    /** Shells whose scripts can be made. */
    static final class Shells extends Words {
        static final List<String> NAMES = new Shells();

        Shells() {
            super("bash", "zsh", "fish");
        }
    }

    /** How a start shows how far it is. */
    static final class Progress extends Words {
        Progress() {
            super("auto", "bar", "plain", "none");
        }
    }

    /** How run.log is written. */
    static final class Log extends Words {
        Log() {
            super("text", "json");
        }
    }

    /** Formats of an export. */
    static final class Format extends Words {
        Format() {
            super("jsonl", "csv");
        }
    }

    /** Rows of an export. */
    static final class Status extends Words {
        Status() {
            super("completed", "failed", "unusable", "rejected", "pending", "sending", "unknown", "running", "all");
        }
    }
}
