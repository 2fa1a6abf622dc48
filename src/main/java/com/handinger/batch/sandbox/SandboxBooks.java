package com.handinger.batch.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sandbox knows at one moment. Tasks outlive restarts with books; requests are counted from the start.
 *
 * @param tasks by id
 * @param requests by the contract's operation id; {@code other} where there is none
 * @param statuses answers by HTTP status; 0 counts dropped connections
 * @param openPosts POSTs of tasks that wait for their answer
 * @param peakOpenPosts the most that ever waited at once
 */
public record SandboxBooks(
        List<TaskEntry> tasks,
        Map<String, Integer> requests,
        Map<Integer, Integer> statuses,
        int openPosts,
        int peakOpenPosts) {

    /**
     * One task.
     *
     * @param status as the API gives it
     * @param credits of all its turns, running ones included
     * @param inputs one per turn, in order
     * @param posts valid POSTs that named this task since the start, refused and failed ones included
     */
    public record TaskEntry(
            String id, String workerId, String status, int turns, int credits, List<String> inputs, int posts) {}

    public SandboxBooks {
        tasks = List.copyOf(tasks);
        requests = Map.copyOf(requests);
        statuses = Map.copyOf(statuses);
    }

    public Optional<TaskEntry> task(String id) {
        return tasks.stream().filter(task -> task.id().equals(id)).findFirst();
    }

    /** Turns of all tasks. */
    public int turns() {
        return tasks.stream().mapToInt(TaskEntry::turns).sum();
    }

    /** Credits of all tasks. */
    public long credits() {
        return tasks.stream().mapToLong(TaskEntry::credits).sum();
    }

    /** Turns beyond the first of each task. */
    public int surplusTurns() {
        return turns() - tasks.size();
    }
}
