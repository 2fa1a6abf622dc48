package com.handinger.batch.jobfile;

import org.jspecify.annotations.Nullable;

/**
 * One fault of a job file.
 *
 * @param line 1-based line in the job file; 0 when the fault has no line ({@code --set}, environment, missing key)
 * @param path dotted path of the key, such as {@code limits.concurrency}; empty for the file as a whole
 * @param found what was found
 * @param accepted what is accepted instead
 * @param nearest the nearest right name, where one is near
 */
public record Problem(
        String file,
        int line,
        String path,
        String found,
        String accepted,
        @Nullable String nearest) {

    /** The fault as one line: {@code file:line: path: found; accepted; did you mean …}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        if (!path.isEmpty()) {
            text.append(": ").append(path);
        }
        text.append(": ").append(found);
        if (!accepted.isEmpty()) {
            text.append("; ").append(accepted);
        }
        if (nearest != null) {
            text.append("; did you mean \"").append(nearest).append("\"?");
        }
        return text.toString();
    }
}
