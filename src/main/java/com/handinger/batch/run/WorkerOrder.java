package com.handinger.batch.run;

/** What a person says about the worker that is made from {@code worker.template}. */
public sealed interface WorkerOrder {

    /** Nothing: it is made once. */
    record None() implements WorkerOrder {}

    /** Another one is made, whatever became of the one before. */
    record Another() implements WorkerOrder {}

    /** This one is there already. */
    record Adopt(String id) implements WorkerOrder {}
}
