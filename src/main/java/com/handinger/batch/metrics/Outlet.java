package com.handinger.batch.metrics;

import java.io.IOException;

/** One place that figures go to. */
interface Outlet {

    /** For people. */
    String place();

    /** Sends what there is by now; for one thread at a time. */
    void send() throws IOException;
}
