package com.handinger.batch.run;

import com.handinger.batch.jobfile.OwnerRights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A store whose file was deleted while this process had it open: the database still has all of it, and without it every
 * row would be bought again. It is written down as a script, and put back in its place after the close.
 */
final class LostStore {

    private final StoreLocation location;
    private final Path script;
    private final Owner owner;

    private LostStore(StoreLocation location, Path script, Owner owner) {
        this.location = location;
        this.script = script;
        this.owner = owner;
    }

    /** Opens the database at a place. */
    @FunctionalInterface
    interface Opening {
        Connection open(StoreLocation location) throws SQLException;
    }

    /** Writes the open database down; null, and a word about it, when that is not possible. */
    static @Nullable LostStore save(StoreLocation location, JdbcTemplate jdbc, Owner owner) {
        Path script = location.beside(".saved.sql");
        try {
            Files.createDirectories(location.folder());
            Files.deleteIfExists(script);
            Files.createFile(script, OwnerRights.ofFile());
            jdbc.execute("script to " + quoted(script));
            return new LostStore(location, script, owner);
        } catch (IOException | DataAccessException e) {
            owner.tell("The store " + location.shown() + " is lost, and could not be saved: " + e.getMessage());
            return null;
        }
    }

    /** Makes the store anew from the script, unless another file has taken its place. */
    void putBack(Opening opening) {
        if (Files.exists(location.file())) {
            owner.tell("Another store stands at " + location.shown() + "; what this process knew is in " + script);
            return;
        }
        try (Connection connection = opening.open(location);
                Statement statement = connection.createStatement()) {
            statement.execute("runscript from " + quoted(script));
            Files.delete(script);
            owner.tell("The store was put back at " + location.shown() + ": nothing of it is lost");
        } catch (IOException | SQLException e) {
            owner.tell(
                    "The store " + location.shown() + " could not be put back from " + script + ": " + e.getMessage());
        }
    }

    private static String quoted(Path file) {
        return "'" + file.toString().replace("'", "''") + "'";
    }
}
