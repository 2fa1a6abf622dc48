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
}
