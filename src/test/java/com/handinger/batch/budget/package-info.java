/** Gate and rate. */
@org.jspecify.annotations.NullMarked
package com.handinger.batch.budget;
