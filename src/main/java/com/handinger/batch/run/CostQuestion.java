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

    /** Whether a person agreed beforehand: to whatever it costs, and to a foreign webhook giving way for a while. */
    default boolean agreed() {
        return false;
    }
}
