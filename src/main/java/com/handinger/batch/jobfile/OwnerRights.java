package com.handinger.batch.jobfile;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Rights by which nobody but its owner reads what a run keeps, where the file system has rights of that kind. */
public final class OwnerRights {

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private OwnerRights() {}

    /** For a file that is made. */
    public static FileAttribute<?>[] ofFile() {
        return rights(FILE);
    }

    /** For a folder that is made. */
    public static FileAttribute<?>[] ofFolder() {
        return rights(FOLDER);
    }

    private static FileAttribute<?>[] rights(Set<PosixFilePermission> rights) {
        return known()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
                : new FileAttribute<?>[0];
    }

    /**
     * Takes all rights of others from a file. One that belongs to somebody else, who shares it, stays as it is, and so
     * does one on a file system without such rights.
     */
    public static void keep(Path file) {
        if (!known()) {
            return;
        }
        try {
            Files.setPosixFilePermissions(file, FILE);
        } catch (IOException e) {
            // Not this user's to change: whoever shares it has decided who reads it.
        }
    }

    private static boolean known() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
