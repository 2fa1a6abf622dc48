package com.handinger.batch.jobfile;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A schedule per row: one way to say when, and nothing beside it that only makes sense for tasks that run now. */
final class WhenRules {

    private static final String SECTION = "task.when";

    private static final Map<When.Type, Key<String>> MEMBERS = new EnumMap<>(Map.of(
            When.Type.SCHEDULED, Keys.WHEN_DATE,
            When.Type.DELAYED, Keys.WHEN_DELAY,
            When.Type.CRON, Keys.WHEN_CRON,
            When.Type.INTERVAL, Keys.WHEN_INTERVAL));

    private static final List<Key<?>> OF_TASKS = List.of(Keys.OUTPUT_SCHEMA, Keys.CREDITS_PER_TASK, Keys.TASK_TIME);

    private final Binder binder;

    WhenRules(Binder binder) {
        this.binder = binder;
    }

    /** The schedule of each row; null when its task runs now, or after a problem. */
    static @Nullable When read(Binder binder) {
        When.Type type = binder.given(Keys.WHEN_TYPE) ? binder.read(Keys.WHEN_TYPE) : null;
        Key<String> member = type == null ? null : MEMBERS.get(type);
        String value = member == null ? null : binder.read(member);
        return type == null || value == null ? null : new When(type, value.strip());
    }

    void check() {
        if (!binder.givenIn(SECTION)) {
            return;
        }
        if (!binder.given(Keys.WHEN_TYPE)) {
            binder.missing(Keys.WHEN_TYPE, " in " + SECTION);
        }
        When.Type type = binder.given(Keys.WHEN_TYPE) ? binder.read(Keys.WHEN_TYPE) : null;
        if (type != null) {
            checkMembers(type);
        }
        checkNeighbours();
    }

    private void checkMembers(When.Type type) {
        MEMBERS.forEach((owner, member) -> {
            if (owner == type && !binder.given(member)) {
                binder.missing(member, " for type: " + type.word());
            } else if (owner != type && binder.given(member)) {
                binder.refuse(member, "a key of type: " + owner.word() + " beside type: " + type.word(), "keep one");
            }
        });
    }

    private void checkNeighbours() {
        JobFile.Limits.Credits credits = binder.given(Keys.CREDITS) ? binder.read(Keys.CREDITS) : null;
        if (credits != null && credits.most() != null) {
            binder.refuse(
                    Keys.CREDITS,
                    "a credit limit beside task.when, which it cannot bound: schedules buy their tasks after the run",
                    "remove it, or write none");
        }
        JobFile.Completion completion = binder.given(Keys.COMPLETION) ? binder.read(Keys.COMPLETION) : null;
        if (completion != null && completion != JobFile.Completion.AUTO) {
            binder.refuse(Keys.COMPLETION, "beside task.when: the tasks of a schedule are not followed", "remove it");
        }
        refuse(Keys.CONTINUES, "a schedule adds no turns to tasks");
        refuse(Keys.FILES, "a schedule takes no files");
        OF_TASKS.forEach(key -> refuse(key, "the tasks of a schedule are not followed"));
    }

    private void refuse(Key<?> key, String why) {
        if (binder.given(key)) {
            binder.refuse(key, "beside task.when: " + why, "remove it");
        }
    }
}
