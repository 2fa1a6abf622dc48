package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.RunException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The question before what cannot be undone. */
class ConsentTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private Consent consent(boolean given, @Nullable Supplier<@Nullable String> person) {
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new Consent(new Cli.Ports(Map.of(), new ByteArrayInputStream(new byte[0]), err, err), given, person);
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "Y", " yes ", "YES"})
    void aPersonAgrees(String answer) {
        assertThatCode(() -> consent(false, () -> answer).ask("It is gone then."))
                .doesNotThrowAnyException();
        assertThat(said.toString(StandardCharsets.UTF_8)).isEqualTo("It is gone then. Go on? [y/N] ");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "n", "no", "yep", "nay, y"})
    void anythingElseIsNo(@Nullable String answer) {
        assertThatThrownBy(() -> consent(false, () -> answer).ask("It is gone then."))
                .isInstanceOfSatisfying(
                        RunException.class, stop -> assertThat(stop.exit()).isEqualTo(ExitCode.DECISION))
                .hasMessageContaining("Nothing was done");
    }

    @Test
    void withoutAPersonNothingIsDone() {
        assertThatThrownBy(() -> consent(false, null).ask("It is gone then."))
                .hasMessage("It is gone then. Nothing was done. Say it with --yes to do it.");
    }

    @Test
    void agreedToBeforehandNobodyIsAsked() {
        assertThatCode(() -> consent(true, null).ask("It is gone then.")).doesNotThrowAnyException();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("It is gone then. --yes");
    }
}
