/** Tests of the package of the same name. */
@NullMarked
package com.handinger.batch.output;

import org.jspecify.annotations.NullMarked;
