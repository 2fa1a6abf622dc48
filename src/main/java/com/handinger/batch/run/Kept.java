package com.handinger.batch.run;

import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.JobFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a job lives on: no file that somebody asks for is written over it. */
final class Kept {

    private Kept() {}

    /**
     * Looks whether a file may be written there.
     *
     * @throws RunException exit 2 when not
     */
    static void guard(String option, JobFile job, Path target) throws RunException {
        Path input = job.input().file();
        StoreLocation store = StoreLocation.where(job);
        Path[] kept = {job.file(), store.file(), input == null ? job.file() : input};
        for (Path file : kept) {
            if (same(file, target) || beside(store, target)) {
                throw new RunException(
                        ExitCode.USAGE,
                        option + " " + target + " is the job file, its input or its store; name another");
            }
        }
        if (Files.isDirectory(target)) {
            throw new RunException(ExitCode.USAGE, option + " " + target + " is a folder; name a file in it");
        }
    }

    /** Whether it is one of the files that a store has about it: its lock, how it stands, the wish to stop. */
    private static boolean beside(StoreLocation store, Path target) throws RunException {
        Path stem = store.beside(".");
        return String.valueOf(target.getFileName()).startsWith(String.valueOf(stem.getFileName()))
                && same(store.folder(), target.resolveSibling("."));
    }

    private static boolean same(Path one, Path other) throws RunException {
        try {
            boolean there = Files.exists(one) && Files.exists(other);
            return there
                    ? Files.isSameFile(one, other)
                    : one.toAbsolutePath()
                            .normalize()
                            .equals(other.toAbsolutePath().normalize());
        } catch (IOException e) {
            throw new RunException(ExitCode.USAGE, other + " cannot be looked at: " + FileTrouble.of(e), e);
        }
    }
}
