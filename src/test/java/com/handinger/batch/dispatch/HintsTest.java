package com.handinger.batch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import com.handinger.batch.dispatch.Bench.Said;
import com.handinger.batch.dispatch.Bench.Seen;
import com.handinger.batch.task.Claim;
import com.handinger.batch.task.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Somebody tells when tasks have ended: their reads are due at once, and slow polls are the net below. */
class HintsTest {

    private final Map<String, Double> begun = new HashMap<>();
    private double lasts = 150;
    private double latency = 0.01;
    private final Bench bench = new Bench(1, 4, this::answer).hinted();

    private Said answer(Seen seen) {
        return switch (seen.request()) {
            case SEND -> {
                begun.put(seen.taskId(), seen.at());
                yield new Said("timeout", 0.1);
            }
            case TASK ->
                new Said(
                        seen.at() - begun.getOrDefault(seen.taskId(), 0.0) < lasts
                                ? "running"
                                : lasts == 150 ? "completed-in-150s" : "completed",
                        latency);
            case TURNS -> new Said("ours", 0.01);
            default -> new Said("ok", 0.01);
        };
    }

    private Stream<Double> reads(String taskId) {
        return bench.log.stream()
                .filter(seen -> seen.reply() == null
                        && seen.request() == Step.Request.TASK
                        && seen.taskId().equals(taskId))
                .map(Seen::at);
    }

    private void rows(int count) {
        bench.claim(count, Claim.Origin.FRESH).andNoMore();
    }

    @Test
    void aTaskIsReadAsSoonAsItsEndIsTold() {
        lasts = 20;
        rows(1);
        bench.until(20.5).told("t1").toTheEnd();
        assertThat(bench.settled()).containsExactly("completed");
        assertThat(reads("t1")).hasSize(2).last().isEqualTo(20.5);
    }

    @Test
    void aTaskWhoseReadIsOutIsReadAgainSoon() {
        lasts = 1;
        latency = 5;
        rows(1);
        bench.until(3).told("t1").until(15);
        assertThat(bench.settled()).containsExactly("completed");
    }

    @Test
    void aHintThatComesTooEarlyOrTwiceOrForNobodyCostsAFewReads() {
        rows(1);
        bench.until(10).told("t1").told("t1").told("t7").until(11);
        assertThat(reads("t1")).hasSizeBetween(3, 4);
        bench.toTheEnd().told("t1");
        assertThat(bench.settled()).containsExactly("completed");
        assertThat(bench.sends()).hasSize(1);
    }

    @Test
    void anEndThatNobodyTellsOfIsFoundByASlowPoll() {
        rows(1);
        bench.toTheEnd();
        assertThat(bench.settled()).containsExactly("completed");
        // The third pause passes the end: a minute, twice half as much again, a quarter of it by chance.
        assertThat(bench.time()).isBetween(150.0, 150 + 60 * 1.5 * 1.5 * 1.25);
        assertThat(reads("t1")).hasSizeBetween(3, 4);
    }

    /** Tasks of four seconds: one whose end is not told is read soon after, and not after a minute. */
    @Test
    void anEndThatGotLostIsFoundSoonAfterTasksUsuallyEnd() {
        lasts = 4;
        rows(2);
        bench.until(4.5).told("t1").told("t2").until(5);
        bench.claim(1, Claim.Origin.FRESH).andNoMore().toTheEnd();
        assertThat(bench.settled()).hasSize(3).containsOnly("completed");
        assertThat(reads("t3").map(at -> at - 5))
                .as("at once, and after a few seconds")
                .hasSizeBetween(2, 3)
                .last(DOUBLE)
                .isBetween(4.0, 40.0);
    }

    @Test
    void whereNobodySeemsToTellPollsAreAsFastAsWithoutHints() {
        rows(6);
        bench.until(1);
        while (bench.settled().size() < 5) {
            bench.until(bench.time() + 0.5);
        }
        assertThat(reads("t3")).as("still trusting").hasSizeLessThan(5);
        assertThat(reads("t4")).as("told of none so far").hasSizeGreaterThan(6);
        bench.until(begun.getOrDefault("t6", 0.0) + lasts).told("t6").toTheEnd();
        assertThat(bench.settled()).hasSize(6).containsOnly("completed");
    }

    @Test
    void aHintRestoresTheTrust() {
        rows(5);
        while (begun.size() < 4) {
            bench.until(bench.time() + 0.5);
        }
        bench.until(begun.getOrDefault("t4", 0.0) + lasts).told("t4").toTheEnd();
        assertThat(reads("t4")).hasSizeGreaterThan(6);
        assertThat(reads("t5")).hasSizeLessThan(5);
    }
}
