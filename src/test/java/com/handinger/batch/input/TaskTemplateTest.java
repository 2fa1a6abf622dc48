package com.handinger.batch.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.handinger.batch.jobfile.JobFile;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The behaviour table of templates. */
class TaskTemplateTest {

    static Stream<InputCase> cases() throws IOException {
        return InputCase.of("/input/templates.yaml");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTableHolds(InputCase given) throws Exception {
        JobFile.Task task = new JobFile.Task(
                given.text("template", ""),
                given.text("budget", "low"),
                given.has("continues") ? given.text("continues", "") : null,
                null,
                JobFile.Task.Attached.NOTHING);
        if (given.has("broken")) {
            assertThatThrownBy(() -> TaskTemplate.compile(task))
                    .isInstanceOf(TemplateException.class)
                    .message()
                    .contains(given.list("broken"));
            return;
        }
        TaskTemplate template = TaskTemplate.compile(task);
        if (given.has("columns")) {
            assertThat(template.names().keySet()).containsExactlyElementsOf(given.list("columns"));
        }
        Rendering rendering = template.render(given.text("row", "{}"));
        if (rendering instanceof Rendering.Refused refused) {
            assertThat(refused.reason()).contains(given.list("refused"));
            assertThat(given.has("refused")).as(refused.reason()).isTrue();
        } else {
            assertThat(rendering)
                    .isEqualTo(new Rendering.Rendered(
                            given.text("gives", "nothing"),
                            given.text("tier", "low"),
                            given.has("task") ? given.text("task", "") : null,
                            null));
        }
    }
}
