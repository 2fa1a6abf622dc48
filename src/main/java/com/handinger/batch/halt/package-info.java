/** Named boundaries at which a test may end the process, as a power cut would. Without the property nothing happens. */
@NullMarked
package com.handinger.batch.halt;

import org.jspecify.annotations.NullMarked;
