package com.handinger.batch.jobfile;

/**
 * Where a value was written.
 *
 * @param file the job file as the user named it, {@code --set}, or an environment variable
 * @param line 1-based; 0 where there are no lines
 */
record Place(String file, int line) {

    static final Place SET = new Place("--set", 0);
    static final Place DEFAULT = new Place("default", 0);
}
