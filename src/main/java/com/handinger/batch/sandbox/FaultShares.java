package com.handinger.batch.sandbox;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Each fault hits its share of the POSTs. */
record FaultShares(Map<Fault, Double> shares) implements Faults {

    /** These hold a client up for minutes or end its work, so that they have to be asked for by name. */
    private static final Set<Fault> BY_NAME_ONLY = Set.of(Fault.NONE, Fault.SILENCE, Fault.FORBIDDEN);

    private static final double ROUNDING = 1e-9;

    FaultShares {
        Map<Fault, Double> ordered = new EnumMap<>(Fault.class);
        ordered.putAll(shares);
        double sum = ordered.values().stream().mapToDouble(Double::doubleValue).sum();
        if (ordered.values().stream().anyMatch(share -> !(share >= 0)) || sum > 1 + ROUNDING) {
            throw new IllegalArgumentException(
                    "Shares of faults lie between 0 and 1, together at most 1, not " + shares + ".");
        }
        shares = ordered;
    }

    /**
     * Reads {@code 5%}, which is spread evenly, or {@code dropAfterStart=2%,silence=1%}; throws
     * {@link IllegalArgumentException}.
     */
    static FaultShares parse(String text) {
        Map<Fault, Double> shares = new EnumMap<>(Fault.class);
        if (!text.contains("=")) {
            List<Fault> all = Arrays.stream(Fault.values())
                    .filter(fault -> !BY_NAME_ONLY.contains(fault))
                    .toList();
            double each = Quantities.share(text) / all.size();
            all.forEach(fault -> shares.put(fault, each));
            return new FaultShares(shares);
        }
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("\"" + part + "\" is not a named share such as dropAfterStart=2%.");
            }
            shares.put(Fault.named(part.substring(0, equals).strip()), Quantities.share(part.substring(equals + 1)));
        }
        return new FaultShares(shares);
    }

    Map<String, Double> named() {
        Map<String, Double> named = new LinkedHashMap<>();
        shares.forEach((fault, share) -> named.put(fault.key(), share));
        return named;
    }

    private double unread() {
        return shares.getOrDefault(Fault.DROP_BEFORE_READ, 0.0);
    }

    @Override
    public boolean beforeRead(double dice) {
        return dice < unread();
    }

    @Override
    public Fault on(TaskPost post) {
        double rest = post.dice() * (1 - unread());
        for (Map.Entry<Fault, Double> share : shares.entrySet()) {
            rest -= share.getKey() == Fault.DROP_BEFORE_READ ? 0 : share.getValue();
            if (rest < 0) {
                return share.getKey();
            }
        }
        return Fault.NONE;
    }
}
