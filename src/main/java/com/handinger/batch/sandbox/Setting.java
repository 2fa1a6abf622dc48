package com.handinger.batch.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What no source says about the real API, as named choices. The first choice is the default. */
public enum Setting {
    /** Success code of creations. */
    SUCCESS_CODE("successCode", "200|201"),
    /** Status of a request that breaks a constraint. */
    CONSTRAINT_CODE("constraintCode", "400|422"),
    /** What a task id does that nobody used yet. */
    UNUSED_TASK_ID("unusedTaskId", "create|404"),
    /** What a second POST meets while the task runs. */
    SAME_TASK_WHILE_RUNNING("sameTaskWhileRunning", "409|queue"),
    /** What a worker id does that nobody created. */
    UNKNOWN_WORKER("unknownWorker", "demo|404"),
    /** Where the answer of a POST names its task. */
    TASK_ID_IN_ANSWER("taskIdInAnswer", "nowhere|metadata"),
    /** How a failed run answers: 200 with empty text and task status {@code error}, or 500. */
    FAILED_RUN("failedRun", "error|500"),
    /** What an answer that misses its schema leaves behind. */
    SCHEMA_MISS("schemaMiss", "error|null"),
    /** Status once the balance is used up. */
    NO_CREDITS("noCredits", "402|403"),
    /** Whether an archived task can be read by id. */
    ARCHIVED_TASK("archivedTask", "readable|404"),
    /** Whether tasks of a deleted worker can be read by id. */
    DELETED_WORKER_TASKS("deletedWorkerTasks", "readable|404"),
    /** Whether reading a task lists its turns, as it did until July 2026. */
    TURNS_IN_TASK("turnsInTask", "absent|present"),
    /** Whether calls need a bearer key; any text is a valid key. */
    KEY("key", "any|required"),
    /** How a 429 says when to come back. */
    RETRY_AFTER("retryAfter", "seconds|date|ms|none"),
    /** How a call ends that stayed open for too long. */
    OPEN_TOO_LONG("openTooLong", "504|524|drop"),
    /** Which addresses a webhook may have: HTTPS alone, or HTTP on this machine, too. */
    WEBHOOK_URLS("webhookUrls", "https|loopback");

    private final String key;
    private final String choices;

    Setting(String key, String choices) {
        this.key = key;
        this.choices = choices;
    }

    /** The name on a command line. */
    public String key() {
        return key;
    }

    /** All values, the default first. */
    public List<String> choices() {
        return List.of(choices.split("\\|"));
    }

    public String standard() {
        return choices().get(0);
    }

    /** Throws {@link IllegalArgumentException}, which lists the names, when no setting has this key. */
    public static Setting named(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "The sandbox has no setting \"" + key + "\". It knows " + keys() + "."));
    }

    private static String keys() {
        return Arrays.stream(values()).map(Setting::key).collect(Collectors.joining(", "));
    }
}
