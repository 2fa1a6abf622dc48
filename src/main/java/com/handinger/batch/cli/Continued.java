package com.handinger.batch.cli;

/** A verb that can be said again when it was stopped. */
interface Continued {

    /** This command as it can be pasted, to begin what had not begun. */
    String typed();

    /** The same after a failure that nobody foresaw: it must not begin anything for the second time. */
    default String careful() {
        return typed();
    }
}
