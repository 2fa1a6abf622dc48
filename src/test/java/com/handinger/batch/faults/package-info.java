/**
 * A task API on this machine that keeps its own books and fails on demand: what was worked, and so paid, is counted
 * where the client cannot see it.
 */
@org.jspecify.annotations.NullMarked
package com.handinger.batch.faults;
