package com.handinger.batch.dispatch;

import com.handinger.batch.pacing.SendGate;

/**
 * What a dispatcher is doing.
 *
 * @param inFlight rows that hold a slot
 * @param sending sends whose answer is still out
 * @param gate why nothing is sent, or open
 * @param outageSeconds how long the server has been away
 * @param alone whether the others wait for the first row
 */
public record DispatchState(int inFlight, int sending, SendGate.Reason gate, long outageSeconds, boolean alone) {}
