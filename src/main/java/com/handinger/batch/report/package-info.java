/** What a start leaves to be read later: the summary. */
@NullMarked
package com.handinger.batch.report;

import org.jspecify.annotations.NullMarked;
