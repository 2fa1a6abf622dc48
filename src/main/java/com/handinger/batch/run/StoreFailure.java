package com.handinger.batch.run;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** What a database that cannot read or write its file means for people. */
final class StoreFailure {

    private static final Set<Integer> CODES = Set.of(
            ErrorCode.IO_EXCEPTION_1,
            ErrorCode.IO_EXCEPTION_2,
            ErrorCode.FILE_CORRUPTED_1,
            ErrorCode.FILE_CREATION_FAILED_1,
            ErrorCode.DATABASE_IS_CLOSED,
            ErrorCode.CONNECTION_BROKEN_1,
            ErrorCode.OBJECT_CLOSED);

    private StoreFailure() {}

    /** A store that exists but is none, or is damaged. */
    static RunException unopened(StoreLocation location, SQLException cause) {
        Path latest = location.folder().resolve("latest").resolve("run.json");
        return new RunException(
                ExitCode.USAGE,
                "the store " + location.shown() + " cannot be opened: " + reason(cause)
                        + ". Nothing was changed. When the disk is full or access is denied, mend that and say the same"
                        + " again. When the file is damaged, bring back a copy of it; without one, move it away and name"
                        + " the run with its run_id, which is in " + latest
                        + ": the same command with --run-id ID --look-first looks every row up before it is sent, where"
                        + " a new run would buy all rows again",
                cause);
    }

    /**
     * The failure as the end of a start; null when the store had no part in it.
     *
     * @param command what continues the run; null when none had begun
     */
    static @Nullable RunException of(Throwable failure, StoreLocation location, @Nullable String command) {
        return of(failure, location, command, "Nothing was sent.");
    }

    /** @param unbegun what is said where no run had begun */
    static @Nullable RunException of(
            Throwable failure, StoreLocation location, @Nullable String command, String unbegun) {
        if (!concerns(failure)) {
            return null;
        }
        String what = "the store " + location.shown() + " cannot be read or written: " + reason(failure)
                + free(location.folder()) + ". Make room or give access there, then run the same command again. ";
        return command == null
                ? new RunException(ExitCode.USAGE, what + unbegun, failure)
                : new RunException(
                        ExitCode.STOPPED,
                        what + "Nothing is lost: what was sent had been noted before.",
                        failure,
                        command);
    }

    private static boolean concerns(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MVStoreException
                    || (cause instanceof SQLException sql && CODES.contains(sql.getErrorCode()))) {
                return true;
            }
        }
        return false;
    }

    /** The file system's own words where there are any, else the database's without its statement. */
    private static String reason(Throwable failure) {
        String reason = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof SQLException) {
                reason = cause instanceof IOException ? cause.toString() : String.valueOf(cause.getMessage());
            }
        }
        return reason.replaceAll("(?s)^java.io.IOException: |; SQL statement:.*", "")
                .replaceAll("\\s+", " ");
    }

    private static String free(Path folder) {
        long bytes = folder.toFile().getUsableSpace();
        return bytes == 0 ? "" : " (" + bytes + " bytes are free)";
    }
}
