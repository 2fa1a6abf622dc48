package com.handinger.batch.sandbox;

import java.util.List;

/**
 * Chance that repeats: the same parts give the same throws on every machine and every Java version. Not for several threads.
 *
 * <p>FNV-1a over the parts, then SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators").
 */
final class Dice {

    private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static final String ULID_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private long state;

    private Dice(long state) {
        this.state = state;
    }

    static Dice of(long seed, Object... parts) {
        long hash = 0xcbf29ce484222325L ^ seed;
        for (Object part : parts) {
            String text = String.valueOf(part);
            for (int i = 0; i < text.length(); i++) {
                hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
            }
            hash = (hash ^ 0x1ffff) * 0x100000001b3L;
        }
        return new Dice(hash);
    }

    private long next() {
        state += 0x9e3779b97f4a7c15L;
        long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** From 0 included to 1 excluded. */
    double unit() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** Standard normal, by Box and Muller. */
    double normal() {
        double radius = Math.sqrt(-2 * Math.log(1 - unit()));
        return radius * Math.cos(2 * Math.PI * unit());
    }

    /** From 0 included to {@code bound} excluded. */
    int below(int bound) {
        return (int) (unit() * bound);
    }

    <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** A prefix and a ULID: ten letters of time and sixteen of chance (github.com/ulid/spec). */
    String ulid(String prefix, long millis) {
        StringBuilder id = new StringBuilder(prefix);
        for (int shift = 45; shift >= 0; shift -= 5) {
            id.append(ULID_LETTERS.charAt((int) (millis >>> shift) & 31));
        }
        for (int i = 0; i < 16; i++) {
            id.append(ULID_LETTERS.charAt(below(ULID_LETTERS.length())));
        }
        return id.toString();
    }

    /** A prefix and 14 URL-safe characters, as the published ids look. */
    String id(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < 14; i++) {
            id.append(ID_LETTERS.charAt(below(ID_LETTERS.length())));
        }
        return id.toString();
    }
}
