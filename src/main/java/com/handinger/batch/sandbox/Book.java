package com.handinger.batch.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All tasks and workers. Threads may share it: reads never wait, changes take turns and are in the journal before a read can
 * see them.
 */
final class Book implements AutoCloseable {

    private final Map<String, Task> tasks = new ConcurrentHashMap<>();
    private final Map<String, List<Template>> workers = new ConcurrentHashMap<>();
    private final Set<String> deletedWorkers = ConcurrentHashMap.newKeySet();
    private final Map<String, String> latestTasks = new ConcurrentHashMap<>();
    private final Agenda agenda = new Agenda();
    private final Rules rules;
    private final long seed;
    private final @Nullable Journal journal;
    private long spent;
    private long events;
    private long draws;
    private boolean closed;

    Book(Rules rules) throws IOException {
        SandboxOptions options = rules.now();
        this.rules = rules;
        seed = options.seed();
        journal = options.books() == null ? null : Journal.open(options.books(), this::take);
    }

    @Nullable
    Task task(String id) {
        Task task = tasks.get(id);
        return task == null && rules.is(Setting.UNKNOWN_WORKER, "demo") ? DemoTasks.find(id) : task;
    }

    Collection<Task> tasks() {
        return tasks.values();
    }

    int taskCount() {
        return tasks.size();
    }

    int workerCount() {
        return workers.size();
    }

    boolean created(String worker) {
        return workers.containsKey(worker);
    }

    boolean deleted(String worker) {
        return deletedWorkers.contains(worker);
    }

    Agenda agenda() {
        return agenda;
    }

    /** For an id that nothing else has, in these books and over restarts. */
    synchronized Dice dice(String purpose) {
        return Dice.of(seed, purpose, events, draws++);
    }

    /** Credits of all turns ever accepted. */
    synchronized long spent() {
        return spent;
    }

    /** The newest version of a worker; null when there is none or it was deleted. */
    @Nullable
    Template worker(String id) {
        return deletedWorkers.contains(id) ? null : newest(id);
    }

    /** The same, of deleted workers, too. */
    @Nullable
    Template newest(String id) {
        List<Template> versions = workers.get(id);
        if (versions != null) {
            return versions.get(versions.size() - 1);
        }
        return rules.is(Setting.UNKNOWN_WORKER, "demo") ? DemoWorkers.find(id) : null;
    }

    /** Throws {@link Refusal} 404 when there is no such worker, or none any more. */
    Template existing(String id) {
        Template template = worker(id);
        if (template == null) {
            throw new Refusal(404, "There is no worker " + id + ".");
        }
        return template;
    }

    /** The version a turn runs under, of deleted workers, too. */
    @Nullable
    Template worker(String id, int version) {
        List<Template> versions = workers.get(id);
        if (versions != null && version < versions.size()) {
            return versions.get(version);
        }
        return DemoWorkers.find(id);
    }

    /** The worker's task with the newest turn; null when it never ran. */
    @Nullable
    Task latestTask(String worker) {
        String id = latestTasks.get(worker);
        return id == null ? null : tasks.get(id);
    }

    /** Writes one event down and then lets it count. Throws {@link java.io.UncheckedIOException} when it cannot be written. */
    synchronized void record(JournalLine line) {
        if (closed) {
            throw new IllegalStateException("The sandbox is closed.");
        }
        if (journal != null) {
            journal.append(line);
        }
        take(line);
    }

    private synchronized void take(JournalLine line) {
        events++;
        agenda.take(line);
        if (line.turn() != null) {
            takeTurn(line.turn());
        }
        if (line.worker() != null) {
            takeWorker(line.worker());
        }
        if (line.deleted() != null) {
            deletedWorkers.add(line.deleted());
        }
        if (line.archived() != null) {
            tasks.compute(line.archived(), (id, known) -> {
                Task task = known == null ? DemoTasks.find(id) : known;
                return task == null ? null : task.asArchived();
            });
        }
    }

    private void takeTurn(Turn turn) {
        // Only a demo task has turns that are in no journal.
        Task demo = turn.seq() == 0 ? null : DemoTasks.find(turn.task());
        tasks.merge(turn.task(), demo == null ? Task.first(turn) : demo.with(turn), (task, first) -> task.with(turn));
        latestTasks.put(turn.worker(), turn.task());
        spent += turn.credits();
    }

    private void takeWorker(Template template) {
        List<Template> versions = new ArrayList<>(workers.getOrDefault(template.id(), List.of()));
        if (versions.isEmpty() && template.version() > 0) {
            Template demo = DemoWorkers.find(template.id());
            versions.add(demo == null ? template : demo);
        }
        versions.add(template);
        workers.put(template.id(), List.copyOf(versions));
    }

    @Override
    public synchronized void close() throws IOException {
        boolean first = !closed;
        closed = true;
        if (first && journal != null) {
            journal.close();
        }
    }
}
