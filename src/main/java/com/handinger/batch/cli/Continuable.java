package com.handinger.batch.cli;

/** A verb that goes on where it was when it is said again. */
interface Continuable {

    /** The command as it can be pasted, to begin anew what had not begun. */
    String typed();

    /** The same after a failure that nobody foresaw. */
    default String careful() {
        return typed();
    }
}
