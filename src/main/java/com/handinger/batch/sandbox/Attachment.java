package com.handinger.batch.sandbox;

/**
 * A file that came with a task.
 *
 * @param digest SHA-256 of its bytes in hexadecimal, under which they are kept
 */
record Attachment(String name, String mediaType, long size, String digest) {}
