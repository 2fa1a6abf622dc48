package com.handinger.batch.cli;

import com.handinger.batch.api.Reply;
import com.handinger.batch.progress.Counted;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.RunException;
import com.handinger.batch.run.StopSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Cancels many schedules one after the other. Twice is as good as once, so that a broken one is said again. */
final class ScheduleSweep {

    private static final int TRIES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Desk desk;
    private final StopSwitch stop;
    private int cancelled;
    private int gone;

    ScheduleSweep(Desk desk, StopSwitch stop) {
        this.desk = desk;
        this.stop = stop;
    }

    /** @throws RunException when the server did not do it, or a stop was asked for */
    int cancel(MadeSchedules made) throws RunException, InterruptedException {
        // At another server, or with another key, everything would look gone.
        for (String worker : made.byWorker().keySet()) {
            Deed look = Deed.read("schedule list " + worker);
            look.taken(patiently(
                    look, () -> desk.reply(look, api -> api.schedules().list(worker, Desk.PATIENCE))));
        }
        for (Map.Entry<String, Set<String>> worker : made.byWorker().entrySet()) {
            for (String id : worker.getValue()) {
                cancel(worker.getKey(), id);
            }
        }
        JsonNode done = JsonNodeFactory.instance
                .objectNode()
                .put("cancelled", cancelled)
                .put("gone", gone);
        return desk.show(
                done,
                List.of("Cancelled " + Counted.of(cancelled, "schedule")
                        + (gone == 0 ? "." : "; " + gone + (gone == 1 ? " was" : " were") + " gone already.")));
    }

    private void cancel(String worker, String id) throws RunException, InterruptedException {
        Deed deed = Deed.change("schedule cancel " + worker + " " + id + " (after " + (cancelled + gone) + " others)");
        Reply<JsonNode> reply =
                patiently(deed, () -> desk.reply(deed, api -> api.schedules().cancel(worker, id, Desk.PATIENCE)));
        if (reply instanceof Reply.Absent) {
            gone++;
            return;
        }
        if (!deed.taken(reply).path("cancelled").booleanValue()) {
            throw new RunException(
                    ExitCode.FATAL, deed.name() + ": the server answers that it did not do it. Say it again later");
        }
        cancelled++;
    }

    private interface Request {
        Reply<JsonNode> ask() throws RunException, InterruptedException;
    }

    private Reply<JsonNode> patiently(Deed deed, Request request) throws RunException, InterruptedException {
        Reply<JsonNode> reply = request.ask();
        int tries = 1;
        for (Duration wait = pause(reply, tries); wait != null && tries < TRIES; wait = pause(reply, tries)) {
            if (wait.compareTo(PAUSE.multipliedBy(10)) > 0) {
                desk.say(deed.name() + ": the server asked to wait for " + wait.toSeconds() + " s");
            }
            if (stop.await(wait)) {
                throw new RunException(
                        ExitCode.STOPPED,
                        Objects.requireNonNullElse(stop.reason(), "stopped") + "; cancelled so far: " + cancelled
                                + ", gone already: " + gone + ". The same command goes on");
            }
            reply = request.ask();
            tries = reply instanceof Reply.Later ? tries : tries + 1;
        }
        return reply;
    }

    /** How long to wait before it is said again; null when that would not help. */
    private static @Nullable Duration pause(Reply<?> reply, int tries) {
        if (reply instanceof Reply.Later<?> later) {
            Duration after = later.after() == null ? PAUSE : later.after();
            return after.compareTo(LONGEST_WAIT) > 0 ? null : after;
        }
        return reply instanceof Reply.Unknown || reply instanceof Reply.NotSent ? PAUSE.multipliedBy(tries) : null;
    }
}
