package com.handinger.batch.ledger;

/** The store cannot be used; the message says what, where and what to do. Trying again does not help by itself. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a message for people. */
    public StoreException(String message) {
        super(message);
    }
}
