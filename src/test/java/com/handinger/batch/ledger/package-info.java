/** Tests of the package of the same name. */
@NullMarked
package com.handinger.batch.ledger;

import org.jspecify.annotations.NullMarked;
