/** The completion window: claims from the ledger, sends, follows, and hands back what the ledger must note. */
@NullMarked
package com.handinger.batch.dispatch;

import org.jspecify.annotations.NullMarked;
