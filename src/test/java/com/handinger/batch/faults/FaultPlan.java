package com.handinger.batch.faults;

/** Says what goes wrong with a request; called by many threads at once. */
@FunctionalInterface
public interface FaultPlan {

    /** Nothing ever goes wrong. */
    FaultPlan NONE = seen -> Fault.NONE;

    /** The fault for this request. */
    Fault decide(Sighting seen);

    /** A fault for the first sends of each task id, one after the other; none from then on, and none for reads. */
    static FaultPlan sends(Fault... inTurn) {
        Fault[] faults = inTurn.clone();
        return seen -> seen.isSend() && seen.nthSend() <= faults.length ? faults[seen.nthSend() - 1] : Fault.NONE;
    }

    /** One fault for every request. */
    static FaultPlan always(Fault fault) {
        return seen -> fault;
    }
}
