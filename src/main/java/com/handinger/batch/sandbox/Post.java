package com.handinger.batch.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request for work asks for.
 *
 * @param taskId null lets the server mint one
 * @param workerId null runs the known task's worker, or a new one with the input as its instructions
 * @param user who asks
 */
record Post(
        @Nullable String taskId,
        @Nullable String workerId,
        String input,
        Budget budget,
        String user,
        Turn.Trigger trigger,
        List<Attachment> files) {}
