package com.handinger.batch.sandbox;

/** Serves one operation. Called by several threads at once; what it refuses, it throws as {@link Refusal}. */
@FunctionalInterface
interface Door {

    void serve(Visit visit);
}
