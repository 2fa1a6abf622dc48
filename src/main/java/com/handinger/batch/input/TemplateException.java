package com.handinger.batch.input;

/** A template of {@code task} that cannot be compiled; the message names the key and the line inside its text. */
public final class TemplateException extends Exception {

    private static final long serialVersionUID = 1L;

    TemplateException(String message) {
        super(message);
    }
}
