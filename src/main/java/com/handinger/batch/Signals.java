package com.handinger.batch;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The first SIGINT or SIGTERM asks to stop in order, the second leaves at once. The JDK's own signal class is reached
 * by reflection, because it is not part of the platform's standard; without it the JVM's default stays, which ends the
 * process like a crash and is safe too.
 */
final class Signals {

    /** Conventional exit codes of a process that a signal ended. */
    private static final Map<String, Integer> FORCED = Map.of("INT", 130, "TERM", 143);

    private Signals() {}

    /**
     * Installs the handlers.
     *
     * @param stop asks to stop; takes the reason
     * @param leave ends the process at once; takes the exit code
     */
    static void handle(Consumer<String> stop, IntConsumer leave) {
        Wish wish = new Wish();
        FORCED.forEach((name, code) -> install(name, () -> {
            switch (wish.heard(System.nanoTime())) {
                case FIRST -> stop.accept("stopped by SIG" + name);
                case SECOND -> leave.accept(code);
                case ECHO -> {}
            }
        }));
    }

    /**
     * Tells a second signal from an echo of the first: one Ctrl-C goes to all processes of a terminal, and those that
     * wait for others, such as {@code timeout}, pass theirs on.
     */
    static final class Wish {

        /** Wrappers pass a signal on within some milliseconds; people take longer to say it again. */
        static final Duration ECHO = Duration.ofMillis(150);

        /** However many of them come: a chain of wrappers is no longer than this. */
        static final Duration LAST_ECHO = Duration.ofSeconds(1);

        private @Nullable Long first;
        private long last;

        /** What a signal means. */
        enum Meaning {
            FIRST,
            ECHO,
            SECOND
        }

        /** @param now nanoseconds of a monotonic clock */
        synchronized Meaning heard(long now) {
            if (first == null) {
                first = now;
                last = now;
                return Meaning.FIRST;
            }
            boolean echo = now - last < ECHO.toNanos() && now - first < LAST_ECHO.toNanos();
            last = now;
            return echo ? Meaning.ECHO : Meaning.SECOND;
        }
    }

    /** Where the system tells of it, which is not everywhere. */
    static void onResize(Runnable action) {
        try {
            handler("WINCH", action);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // The size that was asked at first stays.
        }
    }

    private static void install(String name, Runnable action) {
        try {
            handler(name, action);
        } catch (ReflectiveOperationException e) {
            System.err.println("signals cannot be handled here (" + e + "): SIG" + name + " ends the run like a crash");
        }
    }

    private static void handler(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(
                handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        action.run();
                        return null;
                    }
                    return standard(self, method, arguments);
                });
        Method handle = signal.getMethod("handle", signal, handler);
        handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }

    private static Object standard(Object self, Method method, Object[] arguments) throws InvocationTargetException {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> self == arguments[0];
            default -> "signal handler";
        };
    }
}
