package com.handinger.batch.dispatch;

import com.handinger.batch.pacing.SendGate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells what the next send waits for: the first thing in its way. Arithmetic over what a window shows; for one thread. */
final class Waits {

    private final SendGate gate;
    private final Canary canary;
    private final KeyProof proof;
    private final DispatchRules rules;

    Waits(SendGate gate, Canary canary, KeyProof proof, DispatchRules rules) {
        this.gate = gate;
        this.canary = canary;
        this.proof = proof;
        this.rules = rules;
    }

    /**
     * The first thing in the way of a send.
     *
     * @param exhausted whether no row is left to be claimed
     * @return null for nothing
     */
    @Nullable
    Wait at(long now, Places places, boolean exhausted) {
        boolean toSend = places.line() > 0 || !exhausted;
        Wait server = server(now, places, toSend);
        if (server != null) {
            return server;
        }
        Doubt doubt = Doubt.of(places, now);
        if (!toSend) {
            return end(places, doubt);
        }
        Wait others = others(places);
        return others == null ? room(now, places, doubt) : others;
    }

    /** What would hold up the next row even if all slots were free; credits and turns come free with slots. */
    private @Nullable Wait others(Places places) {
        Wait.Reason reason = places.heldUp();
        if (reason == Wait.Reason.FIRST_ROW || (places.line() == 0 && canary.out())) {
            return new Wait(Wait.Reason.FIRST_ROW, canary.number(), canary.until(rules.sendDeadline()));
        }
        if (reason == Wait.Reason.FIRST_TURN) {
            return new Wait(reason, canary.turn(), null);
        }
        if (reason == Wait.Reason.REFUSALS || (reason == Wait.Reason.FIRST_SENDS && places.line() > 0)) {
            return new Wait(reason, places.out(), null);
        }
        return null;
    }

    /** Whether the server is away. */
    boolean outage(long now) {
        return gate.reason(now) == SendGate.Reason.OUTAGE;
    }

    private @Nullable Wait server(long now, Places places, boolean toSend) {
        SendGate.Outage outage = gate.outage(now);
        return switch (gate.reason(now)) {
            case COOLING_DOWN -> new Wait(Wait.Reason.COOLING_DOWN, places.line(), gate.opensAt(now));
            case OUTAGE ->
                toSend || gate.unreachable()
                        ? new Wait(Wait.Reason.OUTAGE, places.line(), now + left(outage.lasted()), outage.told())
                        : null;
            case OPEN -> null;
        };
    }

    private long left(Duration outage) {
        return rules.outage().minus(outage).toNanos();
    }

    private @Nullable Wait room(long now, Places places, Doubt doubt) {
        int active = places.active().size();
        if (active >= places.slots()) {
            // Whoever sees most slots with rows that are looked up wants to know until when.
            return 2 * (doubt.rows() - places.held()) > active
                    ? new Wait(Wait.Reason.DOUBT, doubt.rows(), doubt.until())
                    : new Wait(Wait.Reason.SLOTS, active, null);
        }
        if (places.over() >= places.slots()) {
            return new Wait(Wait.Reason.ANSWERS, places.over(), null);
        }
        if (places.line() == 0) {
            return new Wait(Wait.Reason.STORE, 0, null);
        }
        if (places.heldUp() == Wait.Reason.CREDITS || places.heldUp() == Wait.Reason.PRICE) {
            return new Wait(places.heldUp(), places.followed(), null);
        }
        if (places.heldUp() == Wait.Reason.TURN_ORDER) {
            return new Wait(Wait.Reason.TURN_ORDER, places.line(), null);
        }
        return places.permit().at() - now <= 0 ? null : Wait.rate(places.line(), places.permit());
    }

    private @Nullable Wait end(Places places, Doubt doubt) {
        if (proof.waiting() > 0) {
            return new Wait(Wait.Reason.KEY_PROOF, proof.waiting(), null);
        }
        if (doubt.until() != null) {
            return new Wait(Wait.Reason.DOUBT, doubt.rows(), doubt.until());
        }
        if (places.followed() > 0) {
            return new Wait(Wait.Reason.ENDS, places.followed(), null);
        }
        return places.held() > 0 ? new Wait(Wait.Reason.UNPROVEN, places.held(), null) : null;
    }
}
