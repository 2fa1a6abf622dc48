package com.handinger.batch.output;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Any text as one folder name, different ones for different texts: ASCII letters, digits, {@code - _} and inner dots stay,
 * other bytes become {@code %XX}. A long one ends in its digest.
 */
final class PlainName {

    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /** Characters of a folder's name at most: file systems take 255 bytes. */
    private static final int LONGEST = 200;

    private PlainName() {}

    /** @param marked whether the name has to differ from the text in any case, and therefore begins with a percent sign */
    static String of(String text, boolean marked) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder name = new StringBuilder(marked ? "%" : "");
        for (byte unit : bytes) {
            boolean plain = PLAIN.indexOf(unit) >= 0 || (unit == '.' && !name.isEmpty());
            name.append(plain ? String.valueOf((char) unit) : String.format(Locale.ROOT, "%%%02X", unit));
        }
        return name.length() <= LONGEST ? name.toString() : name.substring(0, LONGEST - 65) + "%" + digest(bytes);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
