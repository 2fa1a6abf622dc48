package com.handinger.batch.output;

import java.util.ArrayList;
import java.util.List;

/**
 * What the result files hold.
 *
 * @param rows lines of {@code results.csv}, the header not counted: every row of the ledger
 * @param completed lines of {@code results.jsonl}
 * @param failed lines of {@code failed.jsonl}
 * @param unusable lines of {@code unusable.jsonl}
 * @param rejected lines of {@code rejected.jsonl}
 * @param columnsLeftOut whether {@code results.csv} lacks columns of the input, because there were too many
 * @param fieldsLeftOut whether {@code results.csv} lacks columns for fields of structured outputs, for the same reason
 */
public record Projection(
        long rows,
        long completed,
        long failed,
        long unusable,
        long rejected,
        boolean columnsLeftOut,
        boolean fieldsLeftOut) {

    /** Sentences for people about what the files do not show; empty in most runs. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (columnsLeftOut) {
            remarks.add("results.csv shows " + ColumnSurvey.MOST
                    + " columns that the first row did not announce and leaves out the rest; results.jsonl has all in"
                    + " \"input\"");
        }
        if (fieldsLeftOut) {
            remarks.add("results.csv has columns for the first " + ColumnSurvey.MOST
                    + " fields of structured outputs and leaves out the rest; its column structured_output has all");
        }
        return remarks;
    }
}
