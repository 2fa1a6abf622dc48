/** The imaginary server keeps the published contract. */
@org.jspecify.annotations.NullMarked
package com.handinger.batch.sandbox;
