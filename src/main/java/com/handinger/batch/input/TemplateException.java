package com.handinger.batch.input;

/** A template of {@code task} that cannot be compiled; the message names the key and the line inside its text. */
public final class TemplateException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String fault;

    TemplateException(String key, String fault) {
        super(key + ": " + fault);
        this.fault = fault;
    }

    /** What is wrong, without the key. */
    String fault() {
        return fault;
    }
}
