package com.handinger.batch.output;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The folder of a run that goes. Only files that this program made for the run are removed, and the folder only when
 * nothing else is in it; {@code run.json}, which says whose it is, goes last, so that a removal that was cut off can go
 * on.
 */
public final class FormerFolder {

    private final Path directory;
    private final List<Path> files = new ArrayList<>();
    private final Set<Path> spared;

    /**
     * Looks at nothing yet.
     *
     * @param spared files that stay wherever they are, such as the input of the job
     */
    public FormerFolder(Path directory, Set<Path> spared) {
        this.directory = directory.toAbsolutePath().normalize();
        this.spared = spared;
        for (String name : ResultDirectory.made()) {
            files.add(this.directory.resolve(name));
            files.add(this.directory.resolve("." + name + ".tmp"));
        }
        files.add(this.directory.resolve(".report.html.rows.tmp"));
    }

    /** Where it is, absolute. */
    public Path directory() {
        return directory;
    }

    /** Whether its {@code run.json} names this run. */
    public boolean isOf(String job, String runId, String baseUrl) {
        try {
            RunFile run = RunFile.read(directory);
            return run != null
                    && run.job().equals(job)
                    && run.runId().equals(runId)
                    && run.baseUrl().equals(baseUrl);
        } catch (OutputException e) {
            return false;
        }
    }

    /** Adds a file that a task published, by its path in the folder; what would lie elsewhere is left out. */
    public void published(String path) {
        Path file = directory.resolve(path).normalize();
        if (file.startsWith(directory.resolve(FileNames.FOLDER))) {
            files.add(file);
            files.add(file.resolveSibling("." + file.getFileName() + ".tmp"));
        }
    }

    /** Bytes of the files that would go. */
    public long bytes() throws IOException {
        long sum = 0;
        for (Path file : files) {
            if (goes(file)) {
                sum += Files.size(file);
            }
        }
        return sum + (goes(marker()) ? Files.size(marker()) : 0);
    }

    /** Removes them. Twice is as good as once. */
    public void remove() throws IOException {
        for (Path file : files) {
            if (goes(file)) {
                Files.deleteIfExists(file);
                leave(file.resolveSibling(""));
            }
        }
        leave(directory.resolve(FileNames.FOLDER));
        if (goes(marker())) {
            Files.deleteIfExists(marker());
        }
        leave(directory);
    }

    private Path marker() {
        return directory.resolve(RunFile.NAME);
    }

    private boolean goes(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !spared.contains(file);
    }

    /** A folder with anything else in it stays. */
    private static void leave(Path folder) throws IOException {
        try {
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(folder);
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            // Somebody else's files are in it, or it is gone already.
        }
    }
}
