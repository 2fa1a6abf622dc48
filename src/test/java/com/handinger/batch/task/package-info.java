/** The life of one row, in tables and rules. */
@org.jspecify.annotations.NullMarked
package com.handinger.batch.task;
