package com.handinger.batch.run;

import com.handinger.batch.ledger.TaskSettings;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is different between the task settings of a run and those of now, key by key. */
final class SettingsChanges {

    private SettingsChanges() {}

    static List<TextChange> of(TaskSettings before, TaskSettings now) {
        return Stream.concat(
                        WorkerTemplate.changes(before, now).stream(),
                        Stream.of(
                                new TextChange("task.input", before.inputTemplate(), now.inputTemplate()),
                                new TextChange("task.budget", before.budgetTemplate(), now.budgetTemplate()),
                                new TextChange(
                                        "task.continues",
                                        or(before.continuesTemplate(), "(none)"),
                                        or(now.continuesTemplate(), "(none)")),
                                new TextChange("task.when", or(before.when(), ""), or(now.when(), "")),
                                new TextChange(
                                        "task.files",
                                        before.fileTemplates().toString(),
                                        now.fileTemplates().toString())))
                .filter(TextChange::any)
                .toList();
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
