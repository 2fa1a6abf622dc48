/** The life of one row as pure decisions: which request goes next, and how the row ends. */
@NullMarked
package com.handinger.batch.task;

import org.jspecify.annotations.NullMarked;
