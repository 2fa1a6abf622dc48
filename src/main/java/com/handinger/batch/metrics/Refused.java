package com.handinger.batch.metrics;

import java.io.IOException;

/** A place of metrics answered with something else than a success. */
final class Refused extends IOException {

    private static final long serialVersionUID = 1L;

    Refused(int status) {
        super("it answered " + status);
    }
}
