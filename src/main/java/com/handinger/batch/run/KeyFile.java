package com.handinger.batch.run;

import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.ledger.LedgerReopening.Ended;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.progress.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A file with one row key in each line, and what was found of them. */
final class KeyFile {

    private static final int SHOWN = 5;

    private final Path file;
    private final Set<String> unseen;
    private final Set<String> keys;
    private long leftOut;
    private @Nullable String firstLeftOut;

    private KeyFile(Path file, Set<String> keys) {
        this.file = file;
        this.keys = keys;
        unseen = new LinkedHashSet<>(keys);
    }

    /**
     * Reads the keys; blank lines are none.
     *
     * @throws RunException exit 2 when the file cannot be read, or names no key
     */
    static KeyFile read(Path file) throws RunException {
        try {
            Set<String> keys = Files.readAllLines(file).stream()
                    .map(line -> line.startsWith("\uFEFF") ? line.substring(1) : line)
                    .filter(line -> !line.isBlank())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            if (keys.isEmpty()) {
                throw new RunException(
                        ExitCode.USAGE, "--keys " + file + " names no key: it takes one key in each line");
            }
            return new KeyFile(file, new HashSet<>(keys));
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.USAGE,
                    "--keys " + file + " cannot be read as UTF-8 text: " + FileTrouble.of(e) + ". Nothing was sent.",
                    e);
        }
    }

    /** Whether the row's key is in the file. */
    boolean names(Ended row) {
        String key = row.key();
        boolean named = key != null && keys.contains(key);
        if (named) {
            unseen.remove(key);
        }
        return named;
    }

    /** The file names a row that ended in another way than was asked for. */
    void leftOut(Ended row) {
        if (firstLeftOut == null) {
            firstLeftOut = row.key() + " is " + row.state().word();
        }
        leftOut++;
    }

    /** @throws RunException exit 2 when the run has no row of some key */
    void refuseUnknown(RunRecord run) throws RunException {
        if (!unseen.isEmpty()) {
            String first = unseen.stream().limit(SHOWN).collect(Collectors.joining(", "));
            throw new RunException(
                    ExitCode.USAGE,
                    "--keys " + file + ": run " + run.id() + " has no row with "
                            + (unseen.size() == 1
                                    ? "the key " + first
                                    : unseen.size() + " of its keys, such as " + first)
                            + ". Nothing was changed, and nothing was sent.");
        }
    }

    /** What is not done of what the file asks for; null when all is. */
    @Nullable
    String remark(String wanted) {
        return leftOut == 0
                ? null
                : Counted.of(leftOut, "row of the file is", "rows of the file are") + " not " + wanted + " and left as "
                        + (leftOut == 1 ? "it is" : "they are") + " (" + firstLeftOut + ").";
    }
}
