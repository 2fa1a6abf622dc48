package com.handinger.batch.api;

import java.util.concurrent.atomic.LongAdder;

/** Counts requests as they go and come; shared by all threads. */
final class Tally {

    private final LongAdder sends = new LongAdder();
    private final LongAdder reads = new LongAdder();
    private final LongAdder answered2xx = new LongAdder();
    private final LongAdder answered429 = new LongAdder();
    private final LongAdder answered4xx = new LongAdder();
    private final LongAdder answered5xx = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();

    void goes(Verdict.Kind kind, long bytes) {
        (kind == Verdict.Kind.SEND || kind == Verdict.Kind.SCHEDULE ? sends : reads).increment();
        bytesOut.add(bytes);
    }

    void ended(int status, long bytes) {
        bytesIn.add(bytes);
        switch (status / 100) {
            case 0 -> unanswered.increment();
            case 2 -> answered2xx.increment();
            case 4 -> (status == 429 ? answered429 : answered4xx).increment();
            case 5 -> answered5xx.increment();
            default -> {
                // 1xx, 3xx and beyond: too rare for a column of their own.
            }
        }
    }

    ApiCounts snapshot() {
        return new ApiCounts(
                sends.sum(),
                reads.sum(),
                answered2xx.sum(),
                answered429.sum(),
                answered4xx.sum(),
                answered5xx.sum(),
                unanswered.sum(),
                bytesOut.sum(),
                bytesIn.sum());
    }
}
