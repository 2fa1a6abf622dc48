/** Tests of the package of the same name. */
@NullMarked
package com.handinger.batch.run;

import org.jspecify.annotations.NullMarked;
