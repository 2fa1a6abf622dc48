package com.handinger.batch.progress;

/** How the progress of a start is shown. */
public enum View {
    /** One block at the foot of a terminal. */
    BAR,
    /** A line now and then. */
    PLAIN,
    /** Not at all. */
    NONE
}
