package com.handinger.batch.input;

/** A JSON number exactly as it was written, so that {@code 1.10} and large integers survive. */
record JsonNumber(String text) {

    @Override
    public String toString() {
        return text;
    }
}
