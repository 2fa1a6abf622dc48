package com.handinger.batch.ledger;

import com.handinger.batch.input.RowRange;
import com.handinger.batch.task.RowState;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Names the first rows that differ, and counts what each choice would send of the selected ones. */
final class ChangeSurvey implements InputMerge.Visitor {

    private static final int SHOWN = 5;

    private final RowRange selected;
    private final First changed = new First();
    private final First added = new First();
    private final First removed = new First();
    private long toSend;
    private long toBuy;

    ChangeSurvey(RowRange selected) {
        this.selected = selected;
    }

    @Override
    public void both(MergeSide old, MergeSide now) {
        if (old.comesBack(now)) {
            count(now, false);
            return;
        }
        boolean paid = old.gone() && old.sameWork(now) && old.state().settled();
        if (old.gone() && !paid) {
            added.take(now);
        } else if (!old.sameWork(now)) {
            changed.take(now);
        }
        boolean kept = old.gone() ? paid : old.sameWork(now) && old.state() != RowState.PENDING;
        count(now, !kept);
    }

    @Override
    public void added(MergeSide now) {
        added.take(now);
        count(now, true);
    }

    @Override
    public void removed(MergeSide old) {
        if (!old.gone()) {
            removed.take(old);
        }
    }

    private void count(MergeSide now, boolean sent) {
        if (selected.contains(now.number())) {
            toBuy++;
            toSend += sent ? 1 : 0;
        }
    }

    ChangeDetails details() {
        return new ChangeDetails(changed.some(), added.some(), removed.some(), toSend, toBuy);
    }

    /** The few rows with the smallest lines, in little memory. */
    private static final class First {

        private final PriorityQueue<ChangeDetails.Named> rows = new PriorityQueue<>(
                Comparator.comparingLong(ChangeDetails.Named::line).reversed());
        private long count;

        void take(MergeSide row) {
            count++;
            rows.add(new ChangeDetails.Named(row.key(), row.line()));
            if (rows.size() > SHOWN) {
                rows.remove();
            }
        }

        ChangeDetails.Some some() {
            return new ChangeDetails.Some(
                    rows.stream()
                            .sorted(Comparator.comparingLong(ChangeDetails.Named::line))
                            .toList(),
                    count);
        }
    }
}
