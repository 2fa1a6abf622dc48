/**
 * The embedded Handinger API: an imaginary server with real HTTP, real waiting and lasting books. It knows the published
 * contract only and shares no type with the client, so that a mistake in one is not repeated in the other.
 */
@NullMarked
package com.handinger.batch.sandbox;

import org.jspecify.annotations.NullMarked;
