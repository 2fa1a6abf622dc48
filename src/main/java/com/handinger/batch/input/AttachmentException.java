package com.handinger.batch.input;

/** A file that cannot be sent with a task; the message says which, why, and what to do. */
public final class AttachmentException extends Exception {

    private static final long serialVersionUID = 1L;

    AttachmentException(String message) {
        super(message);
    }
}
