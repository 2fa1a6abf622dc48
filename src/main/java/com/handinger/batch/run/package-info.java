/** One start of a run: which run it is, the Spring Batch job around the window, how it ends. */
@NullMarked
package com.handinger.batch.run;

import org.jspecify.annotations.NullMarked;
