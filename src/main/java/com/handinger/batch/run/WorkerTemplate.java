package com.handinger.batch.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.handinger.batch.api.CreateWorker;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.TaskSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a worker is made from, as the ledger keeps it.
 *
 * @param outputSchema the schema's own text
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WorkerTemplate(
        String title,
        @Nullable String instructions,
        @Nullable String prompt,
        @Nullable String summary,
        String visibility,
        @Nullable String outputSchema) {

    /** The API's limit. */
    private static final int LONGEST_TITLE = 200;

    private static final int DIGEST_BYTES = 8;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    static WorkerTemplate of(JobFile.Worker.Template told) {
        JobFile.OutputSchema schema = told.outputSchema();
        return new WorkerTemplate(
                told.title(),
                told.instructions(),
                told.prompt(),
                told.summary(),
                told.visibility(),
                schema == null ? null : schema.json());
    }

    static WorkerTemplate parse(String json) {
        return JSON.readValue(json, WorkerTemplate.class);
    }

    String json() {
        return JSON.writeValueAsString(this);
    }

    /** What makes it another worker: the template itself, and for which job on which server it is made. */
    String digest(JobFile job) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {job.api().identity(), job.name(), json()}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** What is different in the workers of two settings; members that are the same are among it. */
    static List<TextChange> changes(TaskSettings before, TaskSettings now) {
        String was = before.template();
        String is = now.template();
        if (was == null || is == null || was.equals(is)) {
            return List.of(new TextChange("worker", before.worker(), now.worker()));
        }
        WorkerTemplate old = parse(was);
        WorkerTemplate fresh = parse(is);
        return List.of(
                change("title", old.title, fresh.title),
                change("instructions", old.instructions, fresh.instructions),
                change("prompt", old.prompt, fresh.prompt),
                change("outputSchema", old.outputSchema, fresh.outputSchema),
                change("summary", old.summary, fresh.summary),
                change("visibility", old.visibility, fresh.visibility));
    }

    private static TextChange change(String member, @Nullable String before, @Nullable String now) {
        return new TextChange(
                "worker.template." + member,
                Objects.requireNonNullElse(before, ""),
                Objects.requireNonNullElse(now, ""));
    }

    /** Its title with something behind it, as long as the API takes it. */
    String titled(String tag) {
        String behind = " [" + tag + "]";
        int room = LONGEST_TITLE - behind.length();
        boolean fits = title.codePointCount(0, title.length()) <= room;
        return (fits ? title : title.substring(0, title.offsetByCodePoints(0, room - 1)) + "…") + behind;
    }

    CreateWorker request(String fullTitle) {
        return new CreateWorker(fullTitle, instructions, prompt, summary, visibility, outputSchema);
    }
}
