package com.handinger.batch.run;

/**
 * A setting before and after a change; as text both are cut to the part where they begin to differ.
 *
 * @param name of the setting
 */
record TextChange(String name, String before, String after) {

    private static final int LEAD = 20;
    private static final int LONGEST = 70;

    /** Whether there is a difference. */
    boolean any() {
        return !before.equals(after);
    }

    @Override
    public String toString() {
        int from = Math.max(0, sameStart() - LEAD);
        return name + ": \"" + part(before, from) + "\" -> \"" + part(after, from) + "\"";
    }

    private int sameStart() {
        int i = 0;
        while (i < before.length() && i < after.length() && before.charAt(i) == after.charAt(i)) {
            i++;
        }
        return i;
    }

    private static String part(String text, int from) {
        return (from == 0 ? "" : "…") + shortened(text.substring(from), LONGEST);
    }

    /** The text on one line and no longer than that many characters. */
    static String shortened(String text, int longest) {
        String cut = text.length() <= longest ? text : text.substring(0, longest) + "…";
        return cut.replace("\r", "\\r").replace("\n", "\\n");
    }
}
