package com.handinger.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock on the store's file. */
class OpenStoreTest {

    /** The pool may lose all of its connections at once, such as after an error that makes them useless. */
    @Test
    void fileStaysLockedUntilTheStoreIsClosedWhateverThePoolDoes(@TempDir Path folder) throws Exception {
        StoreLocation location = StoreLocation.of(new Workshop(folder, "http://127.0.0.1:1").job());
        try (OpenStore store = OpenStore.open(location, Duration.ZERO, new StopSwitch())) {
            assertThat(locked(location.file())).isTrue();
            emptyPool(store);
            assertThat(locked(location.file())).isTrue();
        }
        assertThat(locked(location.file())).isFalse();
    }

    /** It has the rows and the answers of a job. One that was copied in from elsewhere is no exception. */
    @Test
    void nobodyButItsOwnerReadsTheStore(@TempDir Path folder) throws Exception {
        assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Workshop workshop = new Workshop(folder, "http://127.0.0.1:1");
        StoreLocation location = StoreLocation.of(workshop.job());
        for (int opened = 0; opened < 2; opened++) {
            try (OpenStore store = OpenStore.open(location, Duration.ZERO, new StopSwitch())) {
                assertThat(store.jdbc().queryForObject("select 1", Integer.class))
                        .isEqualTo(1);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(location.file())))
                        .isEqualTo("rw-------");
            }
            Files.setPosixFilePermissions(location.file(), PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    private static void emptyPool(OpenStore store) throws SQLException {
        DataSource pool = Objects.requireNonNull(store.jdbc().getDataSource());
        pool.unwrap(HikariDataSource.class).close();
    }

    private static boolean locked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }
}
