package com.handinger.batch.cli;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A question that stands at the terminal: a signal withdraws it, although nobody has typed a line. Threads may share it. */
public final class Question {

    Question() {}

    private @Nullable CompletableFuture<@Nullable String> open;

    /**
     * Waits for the answer.
     *
     * @param typed reads a line, for as long as it takes
     * @return null at the end of what can be typed, and when the question was withdrawn
     */
    @Nullable
    String answer(Supplier<@Nullable String> typed) {
        CompletableFuture<@Nullable String> answer = new CompletableFuture<>();
        stands(answer);
        Thread reader = new Thread(() -> read(typed, answer), "terminal");
        reader.setDaemon(true);
        reader.start();
        try {
            return answer.join();
        } finally {
            stands(null);
        }
    }

    private static void read(Supplier<@Nullable String> typed, CompletableFuture<@Nullable String> answer) {
        try {
            answer.complete(typed.get());
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private synchronized void stands(@Nullable CompletableFuture<@Nullable String> question) {
        open = question;
    }

    /** Says whether there was one. */
    synchronized boolean withdraw() {
        return open != null && open.complete(null);
    }
}
