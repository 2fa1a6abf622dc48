package com.handinger.batch.run;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.pacing.PaceMemory;
import com.handinger.batch.pacing.Pacer;
import com.handinger.batch.pacing.RequestRate;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server of one start and the one pace of all that asks it; neither is there before it is needed. For one thread. */
final class Gateway implements AutoCloseable {

    private final JobFile job;
    private final Path books;
    private final Map<String, String> environment;
    private final RequestRate rate;
    private @Nullable Server server;
    private @Nullable Pacer pacer;

    /**
     * Asks nothing yet.
     *
     * @param books folder where the sandbox keeps its tasks
     * @param rate of all requests of the start
     */
    Gateway(JobFile job, Path books, Map<String, String> environment, RequestRate rate) {
        this.rate = rate;
        this.job = job;
        this.books = books;
        this.environment = environment;
    }

    /** @throws RunException exit 3 without a key for a server on another machine */
    Server server() throws RunException {
        Server open = server;
        if (open == null) {
            open = Server.open(job, books, environment);
            server = open;
        }
        return open;
    }

    /** Whoever had the pace so far has ended. */
    void handOver(Pacer used) {
        pacer = used;
    }

    Pacer pacer(PaceMemory learned) {
        Pacer one = pacer;
        if (one == null) {
            one = new Pacer(OpenFiles.pace(job, OpenFiles.now()), learned, InstantSource.system(), rate);
            pacer = one;
        }
        return one;
    }

    /** The ending with all that was asked by now. */
    Ending counted(Ending ending) {
        Server open = server;
        return open == null ? ending : ending.with(open.requests());
    }

    @Override
    public void close() {
        Server open = server;
        if (open != null) {
            open.close();
        }
    }
}
