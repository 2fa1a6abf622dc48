/** Result files as a projection of the ledger, and the folder they are kept in. */
@NullMarked
package com.handinger.batch.output;

import org.jspecify.annotations.NullMarked;
