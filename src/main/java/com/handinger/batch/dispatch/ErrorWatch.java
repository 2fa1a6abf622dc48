package com.handinger.batch.dispatch;

import com.handinger.batch.budget.ErrorLimit;
import com.handinger.batch.task.Change;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowLife;
import com.handinger.batch.task.StopCause;
import org.jspecify.annotations.Nullable;

/** Counts rows that end badly. For one thread. */
final class ErrorWatch {

    private final ErrorLimit limit;

    ErrorWatch(ErrorLimit limit) {
        this.limit = limit;
    }

    /** Takes what is noted of a row. Returns why the start has to stop; null while it need not. */
    @Nullable
    StopCause noted(RowLife life, Change change) {
        return noted(life.claim().number(), change);
    }

    /** The same of a row with this number. */
    @Nullable
    StopCause noted(long number, Change change) {
        if (!(change instanceof Change.Settled settled)) {
            return null;
        }
        RowError error = settled.outcome().error();
        if (error == null) {
            limit.good();
        } else {
            Integer status = error.status();
            limit.bad(error.kind() + (status == null ? "" : " " + status), "row " + number + ": " + error.message());
        }
        return limit.exceeded() ? new StopCause(StopCause.Kind.ERRORS, limit.text(), StopCause.ERROR_LIMIT) : null;
    }
}
