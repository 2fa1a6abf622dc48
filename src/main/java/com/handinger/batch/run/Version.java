package com.handinger.batch.run;

import org.jspecify.annotations.Nullable;

/** The version of this program. */
public final class Version {

    private Version() {}

    /** From the jar's manifest; {@code development} when it runs from classes. */
    public static String current() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
