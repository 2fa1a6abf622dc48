package com.handinger.batch.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The last start of a run: what it was told, and how the last one ended that came as far as its first look-up or send.
 *
 * @param startedAt null while none came so far
 * @param endedAt null while it works, and after a crash
 * @param exit the same
 * @param reason why it ended, for people; null as above
 * @param limits that held, a {@code name=value} a line
 * @param options of a command line that goes on with limits which the job file does not tell
 */
public record LastStart(
        @Nullable String startedAt,
        @Nullable String endedAt,
        @Nullable Integer exit,
        @Nullable String reason,
        String limits,
        String options) {}
