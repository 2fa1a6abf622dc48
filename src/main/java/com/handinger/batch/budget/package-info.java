/** May we still spend: reserve, settle, stop. Arithmetic, no threads, no files. */
@NullMarked
package com.handinger.batch.budget;

import org.jspecify.annotations.NullMarked;
