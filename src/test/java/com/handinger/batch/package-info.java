/** Rules that hold for the whole program. */
@org.jspecify.annotations.NullMarked
package com.handinger.batch;
