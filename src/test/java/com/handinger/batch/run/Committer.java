package com.handinger.batch.run;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A process that commits rows through the store's own settings from several threads, and says the number of each row as
 * soon as its commit has returned. It ends when it is killed, or when it has committed enough.
 */
final class Committer {

    private static final int THREADS = 3;
    private static final long ENOUGH = 200_000;
    private static final long BUSY = 10;
    private static final int CHECKPOINT_EVERY = 50;

    private final String url;
    private final AtomicLong next = new AtomicLong();

    private Committer(String url) {
        this.url = url;
    }

    /** Commits into the store of the job in the folder that the one argument names. */
    public static void main(String[] arguments) throws Exception {
        String url = url(Path.of(arguments[0]));
        try (Connection connection = open(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create table trial (n bigint primary key, answer clob)");
            statement.execute("create table busy (n bigint primary key, updates int)");
            statement.execute("insert into busy select x, 0 from system_range(0, " + (BUSY - 1) + ")");
            Committer committer = new Committer(url);
            List<Thread> threads = Stream.generate(() -> new Thread(committer::work))
                    .limit(THREADS)
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /** The address that the store of a real job has. */
    static String url(Path folder) throws RunException {
        return StoreLocation.of(new Workshop(folder, "http://127.0.0.1:1").job())
                .url();
    }

    static Connection open(String url) throws SQLException {
        return DriverManager.getConnection(url, "handinger", "");
    }

    private void work() {
        try (Connection connection = open(url);
                PreparedStatement insert = connection.prepareStatement("insert into trial values (?, ?)");
                PreparedStatement update =
                        connection.prepareStatement("update busy set updates = updates + 1 where n = ?");
                Statement checkpoint = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (long n = next.incrementAndGet(); n < ENOUGH; n = next.incrementAndGet()) {
                insert.setLong(1, n);
                insert.setString(2, "answer " + "x".repeat((int) (n % 40) * 100));
                insert.executeUpdate();
                update.setLong(1, n % BUSY);
                update.executeUpdate();
                connection.commit();
                System.out.println(n);
                if (n % CHECKPOINT_EVERY == 0) {
                    checkpoint.execute("checkpoint sync");
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
