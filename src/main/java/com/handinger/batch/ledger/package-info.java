/** The durable state of every row: the one truth that restarts and result files are made from. */
@NullMarked
package com.handinger.batch.ledger;

import org.jspecify.annotations.NullMarked;
