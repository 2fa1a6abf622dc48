package com.handinger.batch.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Downloads of files that tasks published, and of those that came with them ({@code attached/}). */
final class FileDoor {

    private static final int NOT_FOUND = 404;
    private static final int PARTS = 3;
    private static final String ATTACHED = "attached/";

    private final TaskReads reads;
    private final Views views;
    private final Vault vault;
    private final Timeline time;

    FileDoor(TaskReads reads, Views views, Vault vault, Timeline time) {
        this.reads = reads;
        this.views = views;
        this.vault = vault;
        this.time = time;
    }

    void open(Map<Operation, Door> doors) {
        doors.put(Operation.RETRIEVE_WORKER_FILE, this::download);
    }

    private void download(Visit visit) {
        String path = visit.ids().get(1);
        String[] parts = path.split("/", PARTS);
        if (parts.length == PARTS && parts[1].matches("\\d{1,6}")) {
            Task task = reads.readable(parts[0], visit.user());
            int seq = Integer.parseInt(parts[1]);
            if (task.worker().equals(visit.id())
                    && seq < task.turns().size()
                    && send(visit, task.turns().get(seq), parts[2])) {
                return;
            }
        }
        throw new Refusal(NOT_FOUND, "Worker " + visit.id() + " has no file " + path + ".");
    }

    private boolean send(Visit visit, Turn turn, String name) {
        if (name.startsWith(ATTACHED)) {
            List<Attachment> all = turn.attached() == null ? List.of() : turn.attached();
            Optional<Attachment> wanted = all.stream()
                    .filter(file -> file.name().equals(name.substring(ATTACHED.length())))
                    .findFirst();
            wanted.ifPresent(file -> visit.call().bytes(file.mediaType(), vault.read(file.digest())));
            return wanted.isPresent();
        }
        Optional<Published> wanted = views.published(turn, time.millis()).stream()
                .filter(file -> file.path().equals(name))
                .findFirst();
        wanted.ifPresent(file -> visit.call().bytes(file.mediaType(), file.bytes()));
        return wanted.isPresent();
    }
}
