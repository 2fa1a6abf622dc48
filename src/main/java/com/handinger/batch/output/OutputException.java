package com.handinger.batch.output;

import com.handinger.batch.jobfile.FileTrouble;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * A result file or its folder that cannot be written. The message says what, where and what to do. The ledger is not
 * touched: once the cause is gone, the same command continues.
 */
public final class OutputException extends IOException {

    private static final long serialVersionUID = 1L;

    OutputException(String message) {
        super(message);
    }

    OutputException(String message, IOException cause) {
        super(message, cause);
    }

    /** A write that failed when the file had come to {@code needed} bytes; 0 when nothing was written yet. */
    static OutputException write(Path file, long needed, IOException cause) {
        if (cause instanceof OutputException already) {
            return already;
        }
        String size = needed == 0 ? "" : " (the file needs at least " + needed + " bytes" + free(file) + ")";
        return new OutputException(
                file + " cannot be written: " + reason(cause) + size
                        + ". Make room or give access there, then run the same command again; the ledger has every row",
                cause);
    }

    /** The cause in words; the file system often says only which path. */
    static String reason(IOException cause) {
        if (cause instanceof FileAlreadyExistsException || cause instanceof NotDirectoryException) {
            return "a file stands where a folder is needed";
        }
        return cause instanceof NoSuchFileException ? "the folder is missing" : FileTrouble.of(cause);
    }

    private static String free(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return "";
        }
        long bytes = folder.toFile().getUsableSpace();
        return bytes == 0 ? "" : ", " + bytes + " are free";
    }
}
