package com.handinger.batch.task;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Mints the ids of tasks. An id looks like the published ones ({@code tsk_} and 14 URL-safe characters, 84 bits) and
 * is a digest of everything that makes the work what it is, so that a lost mark repeats the same id and never a new
 * one.
 *
 * @param baseUrl identity of the server
 * @param runId id of the run
 */
public record TaskIds(String job, String baseUrl, String worker, String runId) {

    private static final int CHARACTERS = 14;

    /**
     * The id of a row's attempt.
     *
     * @param input the rendered text of the task
     * @param attempt counted from 1
     */
    public String mint(String key, String input, int attempt) {
        MessageDigest digest = sha256();
        for (String part : new String[] {job, baseUrl, worker, runId, key, input, Integer.toString(attempt)}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
        return "tsk_" + text.substring(0, CHARACTERS);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
