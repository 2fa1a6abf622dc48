package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.input.RowRange;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRequestTest {

    @Test
    void aStopBeforeAChangeIsTakenOverContinuesWithTheDecision(@TempDir Path folder) {
        RunRequest request = new Workshop(folder, "sandbox").request().sendingNothing();

        assertThat(request.rows()).isEqualTo(RowRange.NONE);
        assertThat(request.command()).isEqualTo("run job.yaml --accept-changes");
        assertThat(request.rest()).isEqualTo("run job.yaml --accept-changes");
    }

    @Test
    void aPrintedCommandTellsOneCreditLimit() {
        assertThat(RunRequest.withoutCredits(
                        "run job.yaml --set limits.credits=15 --set limits.creditsPerTask=3 --set limits.credits=none"))
                .isEqualTo("run job.yaml --set limits.creditsPerTask=3");
    }
}
