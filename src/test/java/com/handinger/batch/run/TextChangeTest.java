package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextChangeTest {

    @Test
    void shortTextsAreShownWhole() {
        assertThat(new TextChange("worker", "wrk_1", "wrk_2")).hasToString("worker: \"wrk_1\" -> \"wrk_2\"");
    }

    @Test
    void longTextsAreShownWhereTheyDiffer() {
        String same = "You are a careful reviewer.\n".repeat(40);

        String shown = new TextChange("task.input", same + "Is it true?" + same, same + "Is it so?" + same).toString();

        assertThat(shown).contains("eviewer.\\nIs it true?", "eviewer.\\nIs it so?", "…\"");
        assertThat(shown).hasSizeLessThan(240).doesNotContain("\n");
    }

    @Test
    void aTextThatGrewIsShownAtItsEnd() {
        String same = "x".repeat(500);

        assertThat(new TextChange("task.input", same, same + "y"))
                .hasToString("task.input: \"…" + "x".repeat(20) + "\" -> \"…" + "x".repeat(20) + "y\"");
    }
}
