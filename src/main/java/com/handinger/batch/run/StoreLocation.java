package com.handinger.batch.run;

import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.OwnerRights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Where the ledger of a job is.
 *
 * @param url JDBC address with all options
 * @param file the database file
 */
record StoreLocation(String url, Path file) {

    /** Commits reach the operating system before they are answered, and the store closes only when this program says so. */
    private static final String FORCED = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64";

    /** No file of stack traces beside the store for what is told in words; a job file may ask for one. */
    private static final String TRACE = "TRACE_LEVEL_FILE";

    /** In place and for this many milliseconds at most. */
    private static final String COMPACTING = ";MAX_COMPACT_TIME=60000";

    private static final String READ_ONLY = ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r";

    private static final String H2_FILE = "jdbc:h2:file:";
    private static final String SUFFIX = ".mv.db";

    /**
     * The store of a job; its folder is made when missing.
     *
     * @throws RunException exit 2 when the folder cannot be used
     */
    static StoreLocation of(JobFile job) throws RunException {
        StoreLocation location = where(job);
        prepare(location.folder(), location.file);
        return location;
    }

    /**
     * The same without making or checking anything.
     *
     * @throws RunException exit 2 for a kind of store that is not built
     */
    static StoreLocation where(JobFile job) throws RunException {
        String configured = job.store().url();
        String url = configured == null
                ? H2_FILE + job.runsDirectory().resolve(job.name()).resolve("store")
                : configured;
        if (!url.toLowerCase(Locale.ROOT).startsWith(H2_FILE)) {
            throw new RunException(ExitCode.USAGE, "store.url: only " + H2_FILE + "… is built so far, and not " + url);
        }
        String path = url.substring(H2_FILE.length()).replaceFirst(";.*", "");
        Path file = Path.of(path + SUFFIX);
        return new StoreLocation(url + FORCED + untraced(url), file);
    }

    private static String untraced(String url) {
        return url.toUpperCase(Locale.ROOT).contains(";" + TRACE + "=") ? "" : ";" + TRACE + "=0";
    }

    private static void prepare(Path folder, Path file) throws RunException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.USAGE,
                    "the folder of the store cannot be made: " + folder + " (" + FileTrouble.of(e)
                            + "); give access there, or choose another place with --runs-dir or store.url",
                    e);
        }
        if (!Files.isWritable(folder) || (Files.exists(file) && !Files.isWritable(file))) {
            throw new RunException(
                    ExitCode.USAGE,
                    "the store cannot be written: " + file
                            + "; give access there, or choose another place with --runs-dir or store.url");
        }
    }

    /**
     * The same store, which gives back the space of what was deleted when it is closed. H2's own SHUTDOWN COMPACT writes
     * another file and puts it in place after the lock is gone; this way the file stays, and is locked to the end.
     */
    StoreLocation compacting() {
        return new StoreLocation(url + COMPACTING, file);
    }

    /** The database file as people and scripts read it: absolute, without the options of its address. */
    String shown() {
        return file.toAbsolutePath().normalize().toString();
    }

    /** Opens it for its owner alone, or one more connection to it where this process has it open. */
    Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, OpenStore.USER, "");
        OwnerRights.keep(file);
        return connection;
    }

    /** A store of the same kind and name in another folder. */
    StoreLocation in(Path folder) {
        Path there = folder.resolve(file.getFileName());
        String path = there.toString();
        String store = path.substring(0, path.length() - SUFFIX.length());
        return new StoreLocation(H2_FILE + store + FORCED + untraced(""), there);
    }

    /** Opens the store of nobody for a look: it has to be there, and nothing can be written. */
    Connection readOnly() throws SQLException {
        return DriverManager.getConnection(url + READ_ONLY, OpenStore.USER, "");
    }

    /** The folder of the database file; the sandbox's books and kept input lie beside it. */
    Path folder() {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /** A file beside the database file, named after it. */
    Path beside(String suffix) {
        String name = file.getFileName().toString();
        return folder().resolve(name.substring(0, name.length() - SUFFIX.length()) + suffix);
    }
}
