package com.handinger.batch.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * {@code latest} beside the runs of a job: a link to the folder of the run that started last, or a text file with its
 * path where links are not to be had. Replaced in one step.
 */
public final class LatestPointer {

    static final String NAME = "latest";

    private LatestPointer() {}

    /**
     * Points to a run's folder.
     *
     * @param jobDirectory {@code <runs>/<name>}, made when missing
     * @param target folder of the run; the link is relative when it is inside {@code jobDirectory}, so that both can
     *     be moved together
     * @throws OutputException when neither link nor file can be written
     */
    public static void point(Path jobDirectory, Path target) throws OutputException {
        ResultDirectory.make(jobDirectory);
        Path pointer = jobDirectory.resolve(NAME);
        Path base = jobDirectory.toAbsolutePath().normalize();
        Path absolute = target.toAbsolutePath().normalize();
        if (!link(pointer, absolute.startsWith(base) ? base.relativize(absolute) : absolute)) {
            ResultFile.replace(pointer, absolute + "\n");
        }
    }

    /**
     * The folder that it points to, absolute; null when there is none.
     *
     * @throws IOException when it cannot be read
     */
    public static @Nullable Path target(Path jobDirectory) throws IOException {
        Path pointer = jobDirectory.resolve(NAME);
        if (Files.isSymbolicLink(pointer)) {
            return jobDirectory
                    .resolve(Files.readSymbolicLink(pointer))
                    .toAbsolutePath()
                    .normalize();
        }
        return Files.isRegularFile(pointer)
                ? Path.of(Files.readString(pointer).strip()).toAbsolutePath().normalize()
                : null;
    }

    /** Takes it away, since no run is left to point to. */
    public static void remove(Path jobDirectory) throws IOException {
        Files.deleteIfExists(jobDirectory.resolve(NAME));
    }

    /** Whether a link could be made; why not matters little, since the text file is tried next and says it. */
    private static boolean link(Path pointer, Path target) throws OutputException {
        Path draft = pointer.resolveSibling("." + NAME + ".link.tmp");
        try {
            Files.deleteIfExists(draft);
            Files.createSymbolicLink(draft, target);
        } catch (UnsupportedOperationException | IOException e) {
            return false;
        }
        try {
            Files.move(draft, pointer, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            throw OutputException.write(pointer, 0, e);
        }
    }
}
