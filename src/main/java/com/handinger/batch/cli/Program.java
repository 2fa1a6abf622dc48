package com.handinger.batch.cli;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;

/** How this program was started, for commands that are shown to be pasted. */
final class Program {

    private Program() {}

    /** The command as it was typed, up to the name of the jar. */
    static String command() {
        return command(System.getProperty("java.class.path", ""));
    }

    /** The same for whichever folder it is said in. */
    static String elsewhere() {
        String path = System.getProperty("java.class.path", "");
        return command(isJar(path) ? Path.of(path).toAbsolutePath().normalize().toString() : path);
    }

    private static String command(String path) {
        return isJar(path)
                ? command(path, ManagementFactory.getRuntimeMXBean().getInputArguments())
                : command(path, List.of());
    }

    /** The flags of the JVM are kept, system properties are not: they may hold secrets. */
    static String command(String classPath, List<String> flags) {
        StringJoiner line = new StringJoiner(" ").add("java");
        flags.stream().filter(flag -> flag.startsWith("-X")).map(Shell::word).forEach(line::add);
        return line.add("-jar")
                .add(Shell.word(isJar(classPath) ? classPath : "handinger-batch.jar"))
                .toString();
    }

    private static boolean isJar(String path) {
        return path.endsWith(".jar") && !path.contains(File.pathSeparator);
    }
}
