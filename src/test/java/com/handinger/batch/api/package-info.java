/** The client against a server that can be slow, cut off, limited or wrong. */
@org.jspecify.annotations.NullMarked
package com.handinger.batch.api;
