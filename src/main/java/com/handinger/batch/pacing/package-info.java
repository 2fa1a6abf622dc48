/** When may the next request go: arithmetic over a time that is handed in, without threads of its own. */
@NullMarked
package com.handinger.batch.pacing;

import org.jspecify.annotations.NullMarked;
