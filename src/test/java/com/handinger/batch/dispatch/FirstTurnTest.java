package com.handinger.batch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.handinger.batch.task.Step;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The first turn at a server goes alone, and the others only until it is found. */
class FirstTurnTest {

    private static final int ROWS = 9;
    private static final double TURN = 100;

    /** Older servers have no list of turns: there the count tells that one was added. */
    @Test
    void aTurnThatIsCountedIsFoundThoughNobodyListsIt() {
        Set<String> grown = new HashSet<>();
        Told server = Told.inTurn("ok").after(seen -> TURN).reading(seen -> switch (seen.request()) {
            case TURNS -> "absent";
            case WORKER -> "ok";
            default -> grown.contains(seen.taskId()) ? "completed 2" : "completed 1";
        });
        Bench bench = new Bench(ROWS, 4, seen -> {
                    if (seen.request() == Step.Request.SEND) {
                        grown.add(seen.taskId());
                    }
                    return server.apply(seen);
                })
                .claimTurns(ROWS, ROWS)
                .toTheEnd();

        assertThat(bench.settled()).hasSize(ROWS).containsOnly("completed");
        assertThat(bench.sends()).hasSize(ROWS);
        assertThat(bench.time()).as("one alone, then all others").isBetween(2 * TURN, 3 * TURN);
    }
}
