/** What the rest of a run will cost and take, told from rows that are done. Arithmetic. */
@NullMarked
package com.handinger.batch.forecast;

import org.jspecify.annotations.NullMarked;
