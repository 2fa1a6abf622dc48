package com.handinger.batch;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

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
        AtomicInteger seen = new AtomicInteger();
        FORCED.forEach((name, code) -> install(name, () -> {
            if (seen.getAndIncrement() == 0) {
                stop.accept("stopped by SIG" + name);
            } else {
                leave.accept(code);
            }
        }));
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
