package com.handinger.batch.run;

import com.handinger.batch.jobfile.FileTrouble;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.ZipOutputStream;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.jspecify.annotations.Nullable;

/**
 * Copies the open store for processes that want to look at it, one copy after the other, while the run goes on: what
 * H2's {@code BACKUP} does, but so that it can be given up. Its thread is never interrupted, which would close the
 * file under the database. Threads may share it.
 */
final class Copyist implements AutoCloseable {

    private static final Duration LAST_WRITE = Duration.ofSeconds(20);

    /** A copy lies there packed and unpacked, and must not take the last room from the run. */
    private static final long ROOM_FOR_THE_RUN = 256L * 1024 * 1024;

    private final StoreLocation location;
    private final CopyFiles files;
    private final Consumer<String> voice;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread copies = new Thread(task, "copies");
        copies.setDaemon(true);
        return copies;
    });

    private volatile boolean closing;

    /** @param voice where people read what goes wrong */
    Copyist(StoreLocation location, Consumer<String> voice) {
        this.location = location;
        this.voice = voice;
        files = new CopyFiles(location);
    }

    /** Clears away what others left that died over it. */
    void sweep() {
        try {
            files.sweep(Instant.now());
        } catch (IOException e) {
            voice.accept("copies of the store that nobody needs cannot be removed: " + FileTrouble.located(e));
        }
    }

    /** Makes this copy when those before it are done; returns at once. */
    void make(String copy) {
        if (!closing) {
            thread.execute(() -> copy(copy));
        }
    }

    private void copy(String copy) {
        try {
            if (closing) {
                return;
            }
            String full = full();
            if (full != null) {
                files.refuse(copy, full);
                return;
            }
            try (Connection connection = location.connect();
                    ZipOutputStream zip = new ZipOutputStream(new Given(files.draft(copy)))) {
                zip.setLevel(Deflater.BEST_SPEED);
                Database database = ((SessionLocal) ((JdbcConnection) connection).getSession()).getDatabase();
                database.getStore().flush();
                database.getStore().getMvStore().getFileStore().backup(zip);
            }
            files.answer(copy);
        } catch (IOException | SQLException | RuntimeException e) {
            gaveUp(copy, e);
        }
    }

    private void gaveUp(String copy, Exception why) {
        try {
            if (closing) {
                files.drop(copy);
            } else {
                files.refuse(copy, "the process that works on the job could not copy its store: " + why);
            }
        } catch (IOException e) {
            voice.accept("a copy of the store for another process could not be made: " + why + ", "
                    + FileTrouble.located(e));
        }
    }

    /** Why there is no room for a copy; null when there is. */
    private @Nullable String full() throws IOException {
        long bytes = Files.size(location.file());
        long free = Files.getFileStore(location.folder()).getUsableSpace();
        long needed = 2 * bytes + ROOM_FOR_THE_RUN;
        return free >= needed
                ? null
                : "a copy of the store needs up to " + needed + " bytes in " + location.folder() + ", and " + free
                        + " are free; make room, or wait until the run has ended";
    }

    /** Gives up what is not done. */
    @Override
    public void close() {
        closing = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_WRITE.toMillis(), TimeUnit.MILLISECONDS)) {
                voice.accept("a copy of the store does not end: the file system beside the store does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A stream that ends early when the store is to be closed. */
    private final class Given extends FilterOutputStream {

        Given(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (closing) {
                throw new IOException("the store is closed");
            }
            out.write(bytes, offset, length);
        }
    }
}
