package com.handinger.batch.output;

import com.handinger.batch.ledger.LedgerRow;
import com.handinger.batch.task.Answer;
import com.handinger.batch.task.RowError;
import com.handinger.batch.task.RowState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The lines of the JSONL files, one for one row. The live file and the files at the end get theirs from here. */
final class JsonLines {

    static final String ERROR = "_error";

    /** What the tasks of a schedule answer is not followed. */
    private static final Answer NOT_FOLLOWED = new Answer("", null, "[]", "[]", 0, 0, 0, "", null);

    /** What stands for an answer that never came, in the order of the fields. */
    private static final Map<String, String> NO_ANSWER = noAnswer();

    private JsonLines() {}

    private static Map<String, String> noAnswer() {
        Map<String, String> fields = new LinkedHashMap<>();
        List.of("output_text", "structured_output", "credits", "duration_ms", "turns", "url")
                .forEach(name -> fields.put(name, "null"));
        fields.put("sources", "[]");
        fields.put("files", "[]");
        fields.put("completed_at", "null");
        return fields;
    }

    /** A line of {@code results.jsonl}. */
    static String completed(LedgerRow row) {
        Answer answer = row.scheduleWorker() == null ? row.answer() : NOT_FOLLOWED;
        if (answer == null) {
            throw new IllegalStateException("row " + row.number() + " is completed without an answer");
        }
        return line(json -> result(json, row, answer));
    }

    /** The same for a row in any state: one that is not completed has its {@code error} behind the rest. */
    static String whatever(LedgerRow row) {
        if (row.state() == RowState.COMPLETED) {
            return completed(row);
        }
        return line(json -> {
            result(json, row, row.answer());
            RowError error = row.error();
            if (error == null) {
                json.writeNullProperty("error");
            } else {
                json.writeName("error").writeStartObject();
                text(json, "class", error.kind());
                text(json, "message", error.message());
                Integer status = error.status();
                raw(json, "status", status == null ? null : status.toString());
                json.writeNumberProperty("attempts", row.attempts());
                json.writeEndObject();
            }
        });
    }

    private static void result(JsonGenerator json, LedgerRow row, @Nullable Answer answer) {
        json.writeNumberProperty("row", row.number());
        text(json, "key", row.key());
        ids(json, row);
        json.writeStringProperty("status", row.state().word());
        if (answer == null) {
            NO_ANSWER.forEach((name, value) -> raw(json, name, value));
        } else {
            json.writeStringProperty("output_text", answer.outputText());
            raw(json, "structured_output", answer.structuredOutput());
            raw(json, "credits", known(row, answer.credits()));
            raw(json, "duration_ms", known(row, answer.durationMs()));
            raw(json, "turns", known(row, answer.turns()));
            json.writeStringProperty("url", answer.url());
            raw(json, "sources", answer.sources());
            raw(json, "files", answer.files());
            text(json, "completed_at", answer.completedAt());
        }
        raw(json, "input", row.columns());
    }

    /** A number that the task itself tells, 0 included; null where it could not be read and nothing else told. */
    static @Nullable String known(LedgerRow row, long number) {
        return row.taskRead() || number != 0 ? Long.toString(number) : null;
    }

    private static @Nullable String taskId(LedgerRow row) {
        return row.scheduleWorker() == null ? row.taskId() : null;
    }

    private static void ids(JsonGenerator json, LedgerRow row) {
        String scheduleWorker = row.scheduleWorker();
        text(json, "task_id", taskId(row));
        if (scheduleWorker != null) {
            text(json, "schedule_id", row.taskId());
            json.writeStringProperty("worker_id", scheduleWorker);
        }
    }

    /** A line of {@code failed.jsonl} or {@code unusable.jsonl}: input of a further job as it is. */
    static String troubled(LedgerRow row) {
        return line(json -> {
            if (row.columns() != null) {
                for (Map.Entry<String, JsonText.Value> column :
                        JsonText.members(row.columns()).entrySet()) {
                    if (!column.getKey().equals(ERROR)) {
                        JsonText.write(json, column.getKey(), column.getValue());
                    }
                }
            }
            RowError error = row.error();
            json.writeName(ERROR).writeStartObject();
            text(json, "class", error == null ? null : error.kind());
            text(json, "message", error == null ? null : error.message());
            Integer status = error == null ? null : error.status();
            raw(json, "status", status == null ? null : status.toString());
            json.writeNumberProperty("attempts", row.attempts());
            text(json, "task_id", taskId(row));
            String url = row.answer() == null ? "" : row.answer().url();
            text(json, "url", url.isEmpty() ? null : url);
            json.writeEndObject();
        });
    }

    /** A line of {@code rejected.jsonl}. */
    static String rejected(LedgerRow row) {
        return line(json -> {
            json.writeNumberProperty("row", row.number());
            json.writeNumberProperty("line", row.line());
            text(json, "key", row.key());
            text(json, "reason", row.error() == null ? null : row.error().message());
            raw(json, "input", row.columns());
        });
    }

    private static String line(Consumer<JsonGenerator> members) {
        return JsonText.object(members) + "\n";
    }

    private static void text(JsonGenerator json, String name, @Nullable String text) {
        if (text == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, text);
        }
    }

    private static void raw(JsonGenerator json, String name, @Nullable String value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeName(name).writeRawValue(JsonText.oneLine(value));
        }
    }
}
