package com.handinger.batch.input;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives rows their files, which make them what they are as much as their columns do. Not for several threads. */
final class Attaching {

    private final TaskTemplate template;
    private final AttachmentFiles disk = new AttachmentFiles();
    private final MessageDigest all = Fingerprint.sha256();

    Attaching(TaskTemplate template) {
        this.template = template;
    }

    /** The row with its files, or rejected for the sake of one. */
    InputRecord with(InputRecord.Row row, Map<String, @Nullable Object> columns) {
        String problem;
        try {
            return attached(row, template.attachments(columns, disk));
        } catch (AttachmentException e) {
            problem = String.valueOf(e.getMessage());
        }
        note(row.number() + " " + problem);
        return new InputRecord.Rejected(row.number(), row.line(), row.key(), row.columns(), problem);
    }

    private InputRecord.Row attached(InputRecord.Row row, List<Attachment> files) {
        if (files.isEmpty()) {
            return row;
        }
        StringBuilder content = new StringBuilder();
        files.forEach(file ->
                content.append(file.sha256()).append(' ').append(file.name()).append('\n'));
        note(row.number() + " " + content);
        String digest =
                row.digest() + "+" + RowKeys.Digest.of(content.toString()).hex();
        return new InputRecord.Row(row.number(), row.line(), row.key(), row.columns(), digest, files);
    }

    private void note(String what) {
        all.update((what + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** One for the input and all that was noted since. To be called at the end. */
    String fingerprint(String input) {
        MessageDigest both = Fingerprint.sha256();
        both.update(input.getBytes(StandardCharsets.UTF_8));
        try {
            both.update(((MessageDigest) all.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of the JDK can be cloned", e);
        }
        return HexFormat.of().formatHex(both.digest());
    }
}
