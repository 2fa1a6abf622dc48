package com.handinger.batch.metrics;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Lists such as {@code a=1,b=two%20words}, as the variables of OpenTelemetry hold them. Faults never show a value. */
final class Pairs {

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private Pairs() {}

    static Map<String, String> of(String variable, String list) throws MetricsFault {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String part : list.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            int sign = part.indexOf('=');
            String name = sign < 0 ? "" : part.substring(0, sign).strip();
            if (name.isEmpty()) {
                throw fault(variable);
            }
            pairs.put(name, decoded(variable, part.substring(sign + 1).strip()));
        }
        return pairs;
    }

    static Map<String, String> headers(String variable, String list) throws MetricsFault {
        Map<String, String> headers = of(variable, list);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            boolean plain = header.getValue().chars().allMatch(c -> c >= ' ' && c < 127);
            if (!NAME.matcher(header.getKey()).matches() || !plain) {
                throw fault(variable);
            }
        }
        return headers;
    }

    private static String decoded(String variable, String value) throws MetricsFault {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw fault(variable);
        }
    }

    private static MetricsFault fault(String variable) {
        return new MetricsFault(variable + " is no list such as name=value,other=value; commas, percent signs and other"
                + " special characters of a value are written as %2C, %25 and so on");
    }
}
