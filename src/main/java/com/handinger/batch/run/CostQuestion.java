package com.handinger.batch.run;

import org.jspecify.annotations.Nullable;

/** Who can be asked what a run may cost. */
@FunctionalInterface
public interface CostQuestion {

    /** Nobody can. */
    CostQuestion NOBODY = plan -> null;

    /**
     * Shows the plan and asks for a limit.
     *
     * @return what was answered; null when nobody can be asked
     */
    @Nullable
    String answer(String plan);

    /** Shows what is about to be done, and asks whether to go on; no, where nobody can be asked. */
    default boolean agrees(String plan) {
        return false;
    }

    /** Whether a person agreed beforehand: to whatever it costs, and to a foreign webhook giving way for a while. */
    default boolean agreed() {
        return false;
    }
}
