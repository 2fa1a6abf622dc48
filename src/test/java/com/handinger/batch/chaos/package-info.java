/** Kills the packaged jar at random while the server misbehaves, and compares with the server's own books. */
@NullMarked
package com.handinger.batch.chaos;

import org.jspecify.annotations.NullMarked;
