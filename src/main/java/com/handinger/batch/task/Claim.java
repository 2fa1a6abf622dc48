package com.handinger.batch.task;

import com.handinger.batch.api.CreateTask;
import com.handinger.batch.input.Attachment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row that the ledger handed out to be worked on. Its mark is on disk already.
 *
 * @param rowId identity of the row in the ledger
 * @param number position in the input, 1-based
 * @param taskId empty for a task that is sent without an id of ours: nobody can look it up
 * @param attempt number of the task id among those of this row, 1-based
 * @param sends how often this task id was sent before
 * @param input the rendered text of the task
 * @param budget the tier of the task
 * @param reserved credits that were reserved for it when it was claimed
 * @param ruling what a person ordered for the row; null for nothing
 * @param key names the row for people; empty when only its task matters
 * @param sentBefore how long ago its last send went out, in whichever process; null when it never did, as far as known
 * @param files what is sent with the text, as it was when the row was loaded
 * @param append the turn that it adds to the task, which is there; null when the task is its own
 */
public record Claim(
        long rowId,
        long number,
        String taskId,
        int attempt,
        int sends,
        Origin origin,
        String workerId,
        String input,
        String budget,
        long reserved,
        @Nullable Ruling ruling,
        String key,
        @Nullable Duration sentBefore,
        List<Attachment> files,
        @Nullable Append append) {

    /** A row without files for which nobody ordered anything, and whose last send is not known. */
    public Claim(
            long rowId,
            long number,
            String taskId,
            int attempt,
            int sends,
            Origin origin,
            String workerId,
            String input,
            String budget) {
        this(
                rowId, number, taskId, attempt, sends, origin, workerId, input, budget, 0, null, "", null, List.of(),
                null);
    }

    /**
     * A turn that is added to a task that is there.
     *
     * @param base what the task had before it, on disk; null while nobody looked, and then nothing was sent
     * @param others places among the task's turns, beyond the base and from 0 on, of turns with the same text that are
     *     known to be other rows'
     */
    public record Append(@Nullable Base base, Set<Integer> others) {

        /** Copies the places. */
        public Append {
            others = Set.copyOf(others);
        }

        /** A turn of a text that no other row has. */
        public Append(@Nullable Base base) {
            this(base, Set.of());
        }
    }

    /** Whether it adds a turn to a task that is there. */
    public boolean appends() {
        return append != null;
    }

    /** Whether it was never sent for certain: the base of its turn comes first. */
    public boolean baseless() {
        return append != null && append.base() == null;
    }

    /** Whether its task is sent without an id of ours, and can be told of by nothing but the answer to the send. */
    public boolean unnamed() {
        return taskId.isEmpty();
    }

    /** Whether one look at the task decides: nothing is sent however it ends. */
    boolean lookedAtOnce() {
        return ruling == Ruling.ADOPT || ruling == Ruling.GIVE_UP;
    }

    /** Whether the id may have been sent before, in whichever process. */
    boolean perhapsSent() {
        if (baseless()) {
            return false;
        }
        return switch (origin) {
            case FRESH -> false;
            case DOUBTED -> sends > 0 || sentBefore != null;
            case INTERRUPTED, IN_DOUBT, RUNNING -> true;
        };
    }

    /** Whether a new task was ordered in place of this one, should it have come to nothing. */
    boolean anew() {
        return ruling != null && ruling.anew();
    }

    /** What is known of the task id before this start. */
    public enum Origin {
        /** It was never on its way. */
        FRESH,
        /** An earlier send of it had no known outcome, which was resolved since: look before sending. */
        DOUBTED,
        /** An earlier process died around its send, which may never have left and had no outcome that anybody saw. */
        INTERRUPTED,
        /** An earlier process may have sent it. */
        IN_DOUBT,
        /** The server had taken it. */
        RUNNING
    }

    /** What is sent for it. */
    public CreateTask request() {
        List<CreateTask.Upload> uploads = files.stream()
                .map(file -> new CreateTask.Upload(file.file(), file.name(), file.size(), file.sha256()))
                .toList();
        return new CreateTask(workerId, unnamed() ? null : taskId, input, budget, uploads);
    }

    /** Whether a turn at the server asks what this row does; form data may change line ends on its way. */
    public boolean asks(String turnInput) {
        return plain(turnInput).equals(plain(input));
    }

    /** The same for every text that {@link #asks} takes for this one. */
    public String textDigest() {
        return HexFormat.of().formatHex(TaskIds.sha256().digest(plain(input).getBytes(StandardCharsets.UTF_8)));
    }

    private static String plain(String text) {
        return String.join("\n", text.strip().lines().toList());
    }

    /** The same for a task that is only read. */
    public Claim asRunning() {
        return new Claim(rowId, number, taskId, attempt, sends, Origin.RUNNING, workerId, input, budget);
    }

    /** The same where these places of turns with its text are other rows'. */
    public Claim among(Set<Integer> others) {
        return new Claim(
                rowId,
                number,
                taskId,
                attempt,
                sends,
                origin,
                workerId,
                input,
                budget,
                reserved,
                ruling,
                key,
                sentBefore,
                files,
                append == null ? null : new Append(append.base(), others));
    }
}
