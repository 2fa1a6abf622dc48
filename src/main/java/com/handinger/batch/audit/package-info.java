/** Compares what the ledger knows of its tasks with what the server has. Reads only: nothing here can buy anything. */
@NullMarked
package com.handinger.batch.audit;

import org.jspecify.annotations.NullMarked;
