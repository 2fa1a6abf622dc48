/** CSV, TSV and JSONL to rows, and a row to the text of its task. */
@NullMarked
package com.handinger.batch.input;

import org.jspecify.annotations.NullMarked;
