package com.handinger.batch;

/** Entry point of the program. */
public final class HandingerBatch {

    private HandingerBatch() {}

    /** Runs the command line and leaves with its exit code. */
    public static void main(String[] args) {
        System.exit(0);
    }
}
