package com.handinger.batch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
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
}
