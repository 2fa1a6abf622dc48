package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.handinger.batch.run.StopSwitch;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class QuestionTest {

    private final Question question = new Question();

    @Test
    void whatIsTypedIsTheAnswer() {
        assertThat(question.answer(() -> "500")).isEqualTo("500");
        assertThat(question.answer(() -> null)).isNull();
        assertThat(question.withdraw()).as("nothing is asked any more").isFalse();
    }

    /** Ctrl-C at the prompt: nobody types a line after it. */
    @Test
    void aSignalWithdrawsIt() throws Exception {
        CompletableFuture<String> never = new CompletableFuture<>();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
            String typed = question.answer(never::join);
            return typed == null ? "withdrawn" : typed;
        });
        Awaitility.await().until(question::withdraw);
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("withdrawn");
        never.complete("too late");
    }

    /** The verb stop reaches a start that still asks. */
    @Test
    void whateverStopsTheStartWithdrawsIt() throws Exception {
        StopSwitch stop = new StopSwitch();
        CompletableFuture<Void> withdrawn = new CompletableFuture<>();
        stop.onStop(() -> withdrawn.complete(null));
        stop.stop("stopped by `stop`");
        assertThat(withdrawn).isDone();
    }

    @Test
    void aTerminalThatBreaksIsNoAnswer() {
        assertThatThrownBy(() -> question.answer(() -> {
                    throw new IllegalStateException("gone");
                }))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("gone");
    }
}
