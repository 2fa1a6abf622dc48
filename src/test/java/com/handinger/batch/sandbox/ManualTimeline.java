package com.handinger.batch.sandbox;

import java.util.ArrayList;
import java.util.List;

/** Time that stands still until a test moves it. */
final class ManualTimeline implements Timeline {

    private record Alarm(long millis, Runnable task) {}

    private final List<Alarm> alarms = new ArrayList<>();
    private long now;

    ManualTimeline(long start) {
        now = start;
    }

    @Override
    public synchronized long millis() {
        return now;
    }

    @Override
    public synchronized void at(long millis, Runnable task) {
        alarms.add(new Alarm(millis, task));
        notifyAll();
    }

    /** Returns once so many tasks wait for their time. */
    synchronized void awaitAlarms(int count) {
        try {
            while (alarms.size() < count) {
                wait(20_000);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void advance(long millis) {
        List<Alarm> due = new ArrayList<>();
        synchronized (this) {
            now += millis;
            alarms.stream().filter(alarm -> alarm.millis() <= now).forEach(due::add);
            alarms.removeAll(due);
        }
        due.forEach(alarm -> alarm.task().run());
    }

    @Override
    public void close() {}
}
