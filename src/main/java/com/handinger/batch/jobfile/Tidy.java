package com.handinger.batch.jobfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths as people like to read them, which lead to the same place. */
final class Tidy {

    private static final Path UP = Path.of("..");

    private Tidy() {}

    /** Without {@code ..}, unless a link makes that another place. */
    static Path path(Path path) {
        int last = -1;
        for (int i = 0; i < path.getNameCount(); i++) {
            last = path.getName(i).equals(UP) ? i : last;
        }
        if (last < 0) {
            return path.normalize();
        }
        Path root = path.getRoot();
        Path upTo = path.subpath(0, last + 1);
        Path climbs = root == null ? upTo : root.resolve(upTo);
        try {
            return Files.isSameFile(climbs, climbs.normalize()) ? path.normalize() : path;
        } catch (IOException e) {
            return path;
        }
    }
}
