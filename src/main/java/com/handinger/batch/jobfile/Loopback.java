package com.handinger.batch.jobfile;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of this machine that no other one reaches it by. */
public final class Loopback {

    private static final Pattern HOST =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(::1|(0{1,4}:){7}0{0,3}1)]", Pattern.CASE_INSENSITIVE);

    private Loopback() {}

    /** Whether a host of a URL, brackets around an IPv6 address, is this machine. */
    public static boolean is(@Nullable String host) {
        return host != null && HOST.matcher(host).matches();
    }
}
