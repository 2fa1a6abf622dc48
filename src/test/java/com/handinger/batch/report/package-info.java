/** Tests of the package of the same name. */
@NullMarked
package com.handinger.batch.report;

import org.jspecify.annotations.NullMarked;
