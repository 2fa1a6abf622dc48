package com.handinger.batch.jobfile;

/**
 * What is wrong with a value, before its place is known.
 *
 * @param found what was found, without any secret
 * @param cure what to do about it
 */
record Fault(String found, String cure) {}
