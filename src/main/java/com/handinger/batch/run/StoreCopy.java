package com.handinger.batch.run;

import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.progress.Console;
import com.handinger.batch.task.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a store that another process works with, made by that process on request, since the file opens for one
 * process only. Closing removes it.
 */
final class StoreCopy implements AutoCloseable {

    private static final Duration GLANCE = Duration.ofMillis(100);

    /** An owner that is awake takes a request several times a second. */
    private static final Duration AWAKE = Duration.ofSeconds(15);

    private final CopyFiles files;
    private final String name;
    private final StoreLocation place;

    private StoreCopy(CopyFiles files, String name, StoreLocation place) {
        this.files = files;
        this.name = name;
        this.place = place;
    }

    StoreLocation place() {
        return place;
    }

    /**
     * Asks for it and waits.
     *
     * @return null when the owner has left meanwhile
     * @throws RunException exit 7 when the owner does not answer, exit 6 when it cannot, or when the wait was ended
     */
    static @Nullable StoreCopy of(StoreLocation location, OwnerStatus owner, Wait wait) throws RunException {
        CopyFiles files = new CopyFiles(location);
        String name = CopyFiles.name();
        boolean whole = false;
        try {
            OwnerFiles hints = new OwnerFiles(location);
            wait.console.say("The store is in use by " + owner.who() + "; asked it for a copy to read");
            StoreLocation place = wait.taken(hints, owner, name) && wait.answered(hints, owner, files, name)
                    ? files.unpack(name)
                    : null;
            whole = place != null;
            return place == null ? null : new StoreCopy(files, name, place);
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.STOPPED,
                    "a copy of the store cannot be had beside " + location.shown() + ": " + FileTrouble.located(e)
                            + "; make room or give access there, or wait until the run has ended",
                    e);
        } finally {
            if (!whole) {
                clear(files, name);
            }
        }
    }

    /**
     * How a process waits for the owner of a store.
     *
     * @param patience how long at most for the whole copy
     */
    record Wait(Duration patience, StopSwitch stop, Console console) {

        /** Until the owner has taken the request; false when it has left. */
        private boolean taken(OwnerFiles hints, OwnerStatus owner, String copy) throws IOException, RunException {
            long end = System.nanoTime() + AWAKE.toNanos();
            CopyNote note = new CopyNote(owner.owner(), copy, Instant.now());
            boolean offered = hints.offer(note);
            try {
                while (!offered || note.equals(hints.copyNote())) {
                    if (!there(hints, owner)) {
                        return false;
                    }
                    if (System.nanoTime() - end >= 0) {
                        // Also somebody's who died over writing it.
                        hints.removeCopyNote();
                        throw new RunException(
                                ExitCode.BUSY,
                                owner.who()
                                        + " does not answer, and nobody else can read the store meanwhile: it may be"
                                        + " suspended, or another version of this program. Say the same again when it"
                                        + " has left");
                    }
                    pause();
                    offered = offered || hints.offer(note);
                }
                return true;
            } finally {
                if (note.equals(hints.copyNote())) {
                    hints.removeCopyNote();
                }
            }
        }

        private boolean answered(OwnerFiles hints, OwnerStatus owner, CopyFiles files, String copy)
                throws IOException, RunException {
            long end = System.nanoTime() + patience.toNanos();
            while (!Files.exists(files.packed(copy))) {
                String refused = files.refused(copy);
                if (refused != null) {
                    throw new RunException(ExitCode.STOPPED, refused);
                }
                if (!there(hints, owner)) {
                    return false;
                }
                if (System.nanoTime() - end >= 0) {
                    throw new RunException(
                            ExitCode.BUSY,
                            owner.who() + " has not copied its store within " + Span.text(patience)
                                    + "; wait longer with --wait 30m, or until it has left");
                }
                pause();
            }
            return true;
        }

        private static boolean there(OwnerFiles hints, OwnerStatus owner) {
            OwnerStatus now = hints.live(Instant.now());
            return now != null && now.owner().equals(owner.owner());
        }

        /** A moment. */
        void pause() throws RunException {
            try {
                if (stop.await(GLANCE)) {
                    stop.check("nothing was written");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RunException(ExitCode.STOPPED, "interrupted; nothing was written", e);
            }
        }
    }

    private static void clear(CopyFiles files, String name) throws RunException {
        try {
            files.remove(name);
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.STOPPED,
                    "the copy of the store cannot be removed: " + FileTrouble.located(e) + "; the next run tries again",
                    e);
        }
    }

    @Override
    public void close() throws RunException {
        clear(files, name);
    }
}
