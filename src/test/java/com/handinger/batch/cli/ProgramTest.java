package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTest {

    @Test
    void flagsOfTheJvmAreKeptAndPropertiesAreNot() {
        List<String> flags = List.of(
                "-Xmx256m", "-Dtoken=secret", "-XX:+UseSerialGC", "--add-opens=a/b=c", "-XX:OnError=kill %p", "-ea");

        assertThat(Program.command("target/handinger-batch.jar", flags))
                .isEqualTo("java -Xmx256m -XX:+UseSerialGC '-XX:OnError=kill %p' -jar target/handinger-batch.jar");
    }

    @Test
    void theJarIsNamedAsItWasTyped() {
        assertThat(Program.command("/opt/my tools/batch.jar", List.of()))
                .isEqualTo("java -jar '/opt/my tools/batch.jar'");
    }

    @Test
    void classesHaveNoJar() {
        String path = "a.jar" + File.pathSeparator + "b.jar";

        assertThat(Program.command(path, List.of())).isEqualTo("java -jar handinger-batch.jar");
        assertThat(Program.command()).startsWith("java -jar handinger-batch.jar");
    }

    @Test
    void aCommandForOtherFoldersHasAbsolutePaths() {
        JobOptions options = new JobOptions();
        options.job = Path.of("jobs/../jobs/a.yaml");
        options.runsDirectory = Path.of("runs");

        assertThat(options.command("run")).endsWith(" run jobs/../jobs/a.yaml --runs-dir runs");
        assertThat(options.elsewhere("run"))
                .endsWith(" run " + Path.of("jobs/a.yaml").toAbsolutePath() + " --runs-dir "
                        + Path.of("runs").toAbsolutePath());
    }
}
