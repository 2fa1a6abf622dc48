package com.handinger.batch.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Executor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer that trickles in, piece by piece. No thread waits for the next piece. */
final class SlowAnswer {

    private static final int PIECES = 8;
    private static final long GAP_MILLIS = 250;

    private final Call call;
    private final byte[] body;
    private final Timeline time;
    private final Executor threads;

    SlowAnswer(Call call, JsonNode body, Timeline time, Executor threads) {
        this.call = call;
        this.body = JsonMapper.shared().writeValueAsBytes(body);
        this.time = time;
        this.threads = threads;
    }

    void start(int status) {
        try {
            send(call.open(status, "application/json", body.length), 0);
        } catch (IOException clientLeft) {
            call.close();
        }
    }

    private void send(OutputStream out, int piece) {
        int from = (int) ((long) body.length * piece / PIECES);
        int to = (int) ((long) body.length * (piece + 1) / PIECES);
        try {
            out.write(body, from, to - from);
            out.flush();
        } catch (IOException clientLeft) {
            call.close();
            return;
        }
        if (to == body.length) {
            call.close();
        } else {
            time.at(time.millis() + GAP_MILLIS, () -> threads.execute(() -> send(out, piece + 1)));
        }
    }
}
