package com.handinger.batch.cli;

import com.handinger.batch.api.CreateTask;
import com.handinger.batch.api.Reply;
import com.handinger.batch.api.TaskRecord;
import com.handinger.batch.api.WorkerAnswer;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.RunException;
import com.handinger.batch.run.SingleTask;
import com.handinger.batch.run.StopSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The purchase of one turn, from the question whether it may be bought to what came of it. */
final class Purchase {

    /**
     * What is to be bought.
     *
     * @param told whether a person chose the task's id, so that it may exist
     */
    record Wish(
            String worker,
            String taskId,
            boolean told,
            String input,
            String budget,
            List<CreateTask.Upload> files,
            Duration patience,
            boolean toItsEnd) {}

    private final Desk desk;
    private final Consent consent;
    private final StopSwitch stop;
    private final Wish wish;
    private final Deed deed;
    private final String look;

    Purchase(Desk desk, Consent consent, StopSwitch stop, Wish wish) {
        this.desk = desk;
        this.consent = consent;
        this.stop = stop;
        this.wish = wish;
        look = Program.command() + " task get " + Shell.word(wish.taskId()) + desk.elsewhere();
        deed = Deed.creation("task create " + wish.taskId(), look);
    }

    int make() throws RunException, InterruptedException {
        Integer turnsBefore = wish.told() ? turnsBefore() : null;
        if (wish.budget().equals("unlimited")) {
            consent.ask("With the budget unlimited nothing caps what the task may cost.");
        }
        desk.say("Task " + wish.taskId() + " of worker " + wish.worker() + ", budget " + wish.budget() + files()
                + ": sending it once");
        CreateTask request = new CreateTask(wish.worker(), wish.taskId(), wish.input(), wish.budget(), wish.files());
        SingleTask.End end = new SingleTask(
                        desk.api(), stop, new SingleTask.Order(request, turnsBefore, wish.patience(), wish.toItsEnd()))
                .run();
        return told(end);
    }

    private String files() {
        int count = wish.files().size();
        return count == 0 ? "" : count == 1 ? ", 1 file" : ", " + count + " files";
    }

    /** Null when there is no such task. */
    private @Nullable Integer turnsBefore() throws RunException, InterruptedException {
        Deed first = Deed.read("looking task " + wish.taskId() + " up, before anything is sent");
        Reply<TaskRecord> reply = desk.reply(first, api -> api.readTask(wish.taskId(), Desk.PATIENCE));
        if (reply instanceof Reply.Absent) {
            return null;
        }
        TaskRecord task = first.taken(reply);
        if (!task.workerId().isEmpty() && !task.workerId().equals(wish.worker())) {
            throw new RunException(
                    ExitCode.USAGE,
                    "task " + wish.taskId() + " belongs to worker " + task.workerId() + ", and not to " + wish.worker()
                            + ". Nothing was sent.");
        }
        if (!task.status().ended()) {
            throw new RunException(
                    ExitCode.STOPPED,
                    "task " + wish.taskId() + " is still at work. Nothing was sent. Add a turn when it has ended: "
                            + look);
        }
        consent.ask("Task " + wish.taskId() + " exists: " + task.turnCount()
                + (task.turnCount() == 1 ? " turn, " : " turns, ") + credits(task.credits())
                + ". Sending adds a turn, which is paid.");
        return task.turnCount();
    }

    private int told(SingleTask.End end) throws RunException, InterruptedException {
        if (end instanceof SingleTask.End.Seen seen) {
            try {
                return seen(seen.task());
            } catch (RunException e) {
                throw new RunException(
                        e.exit(),
                        "Task " + wish.taskId() + " is at the server, " + word(seen.task())
                                + ", and paid; only reading it failed. Read it later: " + look + "\n" + e.getMessage(),
                        e);
            }
        }
        if (end instanceof SingleTask.End.NotTaken refused) {
            throw deed.failure(refused.reply());
        }
        if (end instanceof SingleTask.End.AnsweredUnseen answered) {
            return unseen(answered.answer());
        }
        if (end instanceof SingleTask.End.LeftRunning running) {
            throw new RunException(
                    ExitCode.STOPPED,
                    deed.name() + ": " + running.why() + "; the task goes on at the server, and is paid. Look: "
                            + look);
        }
        throw new RunException(
                ExitCode.STOPPED,
                deed.name() + ": nobody knows whether it was taken (" + ((SingleTask.End.InDoubt) end).why()
                        + "). It was not sent again. Look, also in a while: " + look
                        + "\nWhen it stays absent for minutes, it was not taken.");
    }

    private int seen(TaskRecord task) throws RunException, InterruptedException {
        JsonNode envelope = desk.ask(
                Deed.read("task get " + wish.taskId()), api -> api.tasks().read(wish.taskId(), Desk.PATIENCE));
        JsonNode turn = task.status().ended() ? lastTurn() : JsonNodeFactory.instance.nullNode();
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.set("task", envelope.path("task"));
        shown.set("turn", turn);
        desk.show(shown, turn.isNull() ? List.of(wish.taskId()) : output(turn));
        desk.say("Task " + wish.taskId() + " is " + word(task) + ": " + credits(task.credits()) + " in "
                + task.turnCount() + (task.turnCount() == 1 ? " turn" : " turns")
                + (task.url().isEmpty() ? "" : "; " + task.url()));
        boolean failed = task.status() == TaskRecord.Status.ERROR || task.status() == TaskRecord.Status.ABORTED;
        return (failed ? ExitCode.ROWS : ExitCode.DONE).code();
    }

    private static String word(TaskRecord task) {
        return task.status().name().toLowerCase(Locale.ROOT);
    }

    private JsonNode lastTurn() throws RunException, InterruptedException {
        JsonNode turns = desk.ask(
                Deed.read("task turns " + wish.taskId()), api -> api.tasks().turns(wish.taskId(), Desk.PATIENCE));
        JsonNode last = JsonNodeFactory.instance.nullNode();
        for (JsonNode turn : turns.path("items")) {
            last = last.isNull()
                            || turn.path("seq").asInt(0) >= last.path("seq").asInt(0)
                    ? turn
                    : last;
        }
        return last;
    }

    /** The text, which cannot steer a terminal; the structured output where there is no text. */
    private static List<String> output(JsonNode turn) {
        String text = turn.path("outputText").stringValue("");
        if (!text.isEmpty()) {
            return List.of(Sheet.clean(text));
        }
        JsonNode structured = turn.path("structuredOutput");
        return structured.isObject() ? List.of(structured.toString()) : List.of();
    }

    /** What was answered is paid for, and must not be lost. */
    private int unseen(WorkerAnswer answer) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.putNull("task");
        ObjectNode turn = shown.putObject("turn");
        turn.put("outputText", answer.outputText());
        desk.show(shown, output(turn));
        desk.say("The answer came, but task " + wish.taskId()
                + " cannot be read under its id: the server may keep another" + " one. What it cost is unknown. Look: "
                + look);
        return ExitCode.STOPPED.code();
    }

    private static String credits(long count) {
        return count == 1 ? "1 credit" : count + " credits";
    }
}
