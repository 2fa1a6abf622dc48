package com.handinger.batch.sandbox;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What came in since the start. Threads may share it. */
final class Counters {

    private final Map<String, Integer> requests = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    private final Map<String, Integer> posts = new ConcurrentHashMap<>();
    private int open;
    private int peak;

    void request(String kind) {
        requests.merge(kind, 1, Integer::sum);
    }

    /** @param status 0 for a connection that was dropped */
    void answered(int status) {
        statuses.merge(status, 1, Integer::sum);
    }

    /** The number of POSTs of this task so far, this one included. */
    int post(String task) {
        return posts.merge(task, 1, Integer::sum);
    }

    int posts(String task) {
        return posts.getOrDefault(task, 0);
    }

    synchronized void opened() {
        open++;
        peak = Math.max(peak, open);
    }

    synchronized void closed() {
        open--;
    }

    synchronized int open() {
        return open;
    }

    synchronized int peak() {
        return peak;
    }

    Map<String, Integer> requests() {
        return new TreeMap<>(requests);
    }

    Map<Integer, Integer> statuses() {
        return new TreeMap<>(statuses);
    }
}
