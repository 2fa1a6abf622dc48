package com.handinger.batch.jobfile;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What is wrong with a file, in words for a message that names the file itself. */
public final class FileTrouble {

    private FileTrouble() {}

    /** The same with the file in front, where the system tells which one it is. */
    public static String located(IOException cause) {
        String file = cause instanceof FileSystemException system ? system.getFile() : null;
        return file == null ? of(cause) : file + ": " + of(cause);
    }

    /** The cause; the file system often says only which path, and the JDK tells the rest by the type alone. */
    public static String of(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (cause instanceof AccessDeniedException) {
            return "access denied";
        }
        String reason = cause instanceof FileSystemException system ? system.getReason() : cause.getMessage();
        return reason == null || reason.isBlank() ? "the system does not say why" : reason;
    }
}
