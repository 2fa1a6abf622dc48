package com.handinger.batch.run;

import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.task.Span;
import com.handinger.batch.task.StopCause;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * This process as the owner of a store: says so in a file beside it, and listens there for a request to leave. It also
 * sees to it that a start ends in time, and that the database file stays where it is. Its thread never touches the
 * database. Threads may share it.
 */
final class Owner implements AutoCloseable {

    private static final Duration GLANCE = Duration.ofMillis(250);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(3);
    private static final Duration LAST_GLANCE = Duration.ofSeconds(5);
    private static final int NAME_BYTES = 8;

    private final OwnerFiles files;
    private final StoreLocation location;
    private final StopSwitch stop;
    private final OwnerStatus self;
    private final @Nullable Object identity;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread owner = new Thread(task, "owner");
        owner.setDaemon(true);
        return owner;
    });

    private volatile OwnerStatus.@Nullable Work work;
    private volatile Consumer<String> voice = words -> {};
    private volatile @Nullable Copyist copies;
    private volatile boolean lost;
    private volatile @Nullable End end;
    private OwnerStatus.@Nullable Work written;
    private long writtenAt;
    private boolean mute;

    private record End(long at, Duration limit) {}

    private Owner(StoreLocation location, StopSwitch stop) {
        this.location = location;
        this.stop = stop;
        files = new OwnerFiles(location);
        identity = files.identity();
        byte[] name = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(name);
        self = new OwnerStatus(
                HexFormat.of().formatHex(name), ProcessHandle.current().pid(), OwnerFiles.host(), Instant.now());
    }

    /** Begins to own a store whose database file this process has locked. */
    static Owner begin(StoreLocation location, StopSwitch stop) {
        Owner owner = new Owner(location, stop);
        owner.say(Instant.now());
        ScheduledFuture<?> unused = owner.thread.scheduleWithFixedDelay(
                owner::glance, GLANCE.toMillis(), GLANCE.toMillis(), TimeUnit.MILLISECONDS);
        return owner;
    }

    /** Where people read what happens to this owner from outside. */
    void heardBy(Consumer<String> console) {
        voice = console;
    }

    /** From now on others may have copies of the store. */
    void copiesBy(Copyist copyist) {
        copies = copyist;
    }

    /** Says something that must be read. */
    void tell(String words) {
        voice.accept(words);
    }

    /** How it stands now; written soon, but not more than once a second. */
    void does(OwnerStatus.Work now) {
        work = now;
    }

    /** Ends this start in order when so much time is over. */
    void endAfter(Duration limit) {
        end = new End(System.nanoTime() + limit.toNanos(), limit);
    }

    /** Whether the database file was taken away while it was in use. */
    boolean lost() {
        return lost;
    }

    /** Whether the database file is where it was: a look at the disk. */
    boolean owns() {
        return !lost && Objects.equals(identity, files.identity());
    }

    private void glance() {
        StopNote note = files.note();
        if (note != null) {
            heed(note);
        }
        serve();
        if (!lost && !owns()) {
            lost = true;
            leave(new StopCause(
                    StopCause.Kind.STOPPED,
                    "the store " + location.shown() + " was deleted or replaced while this process worked with it"));
        }
        long now = System.nanoTime();
        End last = end;
        if (last != null && now - last.at >= 0) {
            leave(new StopCause(
                    StopCause.Kind.STOPPED,
                    "the time of one start is over: " + Span.text(last.limit) + " (limits.time)",
                    "limits.time"));
        }
        long silent = now - writtenAt;
        boolean news = !Objects.equals(work, written) && silent >= SHORTEST.toNanos();
        if (news || silent >= HEARTBEAT.toNanos()) {
            say(Instant.now());
        }
    }

    private void heed(StopNote note) {
        if (note.owner().equals(self.owner())) {
            leave(new StopCause(StopCause.Kind.STOPPED, "stopped by `stop`, said by " + note.askedBy()));
        }
        try {
            files.removeNote();
        } catch (IOException e) {
            complain("the request to stop cannot be removed: " + FileTrouble.located(e));
        }
    }

    private void serve() {
        Copyist copyist = copies;
        CopyNote wish = copyist == null || lost ? null : files.copyNote();
        if (copyist == null || wish == null) {
            return;
        }
        try {
            files.removeCopyNote();
        } catch (IOException e) {
            complain("the request for a copy of the store cannot be removed: " + FileTrouble.located(e));
        }
        if (wish.owner().equals(self.owner()) && CopyFiles.named(wish.copy())) {
            copyist.make(wish.copy());
        }
    }

    private void leave(StopCause cause) {
        // Once only: a second word would begin the grace anew.
        if (!stop.stopped()) {
            voice.accept(cause.message() + ": finishing what is under way");
            stop.stop(cause);
        }
    }

    private void say(Instant now) {
        OwnerStatus.Work current = work;
        writtenAt = System.nanoTime();
        written = current;
        if (lost) {
            return;
        }
        try {
            files.write(self.at(now, current));
        } catch (IOException e) {
            complain("the status beside the store cannot be written, so `stop` will not find this process: "
                    + FileTrouble.located(e));
        }
    }

    /** Once: no start has to end because of what is only said to people. */
    private void complain(String words) {
        if (!mute) {
            mute = true;
            voice.accept(words);
        }
    }

    /** Says nothing more. The database file must still be locked. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
                complain("the file system beside the store does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            OwnerStatus last = files.status();
            if (last != null && last.owner().equals(self.owner())) {
                files.removeStatus();
            }
        } catch (IOException e) {
            complain("the status beside the store cannot be removed: " + FileTrouble.located(e));
        }
    }
}
