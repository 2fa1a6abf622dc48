package com.handinger.batch.input;

import java.nio.file.Path;

/**
 * A file that is sent with a task, as it was when the row was loaded.
 *
 * @param file absolute
 * @param name what it is called at the server, unlike those of the other files of its row
 * @param size bytes
 * @param sha256 of its bytes, in hex: 64 digits
 */
public record Attachment(Path file, String name, long size, String sha256) {}
