package com.handinger.batch.cli;

import com.handinger.batch.progress.Legible;
import com.handinger.batch.run.CostQuestion;
import java.io.Console;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The person at the terminal, if there is one. */
final class Terminal implements CostQuestion {

    private static final String ASK =
            "How many credits may this run spend? A number, or none for no limit; Enter sends nothing: ";

    private final Cli.Ports ports;
    private final Console console;

    private Terminal(Cli.Ports ports, Console console) {
        this.ports = ports;
        this.console = console;
    }

    /** @param yes whether whatever it costs was agreed to beforehand */
    static CostQuestion of(Cli.Ports ports, boolean yes) {
        if (yes) {
            return new Agreed(ports);
        }
        Console console = console(ports);
        return console == null ? CostQuestion.NOBODY : new Terminal(ports, console);
    }

    /** Reads what the person at the terminal types; null when nobody sits there. */
    static @Nullable Supplier<@Nullable String> person(Cli.Ports ports) {
        Console console = console(ports);
        return console == null ? null : () -> ports.question().answer(console::readLine);
    }

    private static @Nullable Console console(Cli.Ports ports) {
        Console console = ports.in() == System.in ? System.console() : null;
        return console == null || !isTerminal(console) ? null : console;
    }

    /** From Java 22 on there may be a console where there is no terminal. */
    private static boolean isTerminal(Console console) {
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException older) {
            return true;
        }
    }

    /** {@code --yes} was said. */
    private record Agreed(Cli.Ports ports) implements CostQuestion {

        @Override
        public String answer(String plan) {
            ports.err().println(plan + " --yes: without a credit limit.");
            return "none";
        }

        @Override
        public boolean agrees(String plan) {
            ports.err().println(plan + " --yes: they are made.");
            return true;
        }

        @Override
        public boolean agreed() {
            return true;
        }
    }

    @Override
    public boolean agrees(String plan) {
        ports.err().print(Legible.of(plan) + " Go on? [y/N] ");
        ports.err().flush();
        String answer = ports.question().answer(console::readLine);
        return answer != null && answer.strip().matches("(?i)y|yes");
    }

    @Override
    public @Nullable String answer(String plan) {
        ports.err().println(Legible.of(plan));
        ports.err().print(ASK);
        ports.err().flush();
        String answer = ports.question().answer(console::readLine);
        return answer == null ? "" : answer;
    }
}
