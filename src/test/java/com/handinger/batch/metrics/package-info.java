@NullMarked
package com.handinger.batch.metrics;

import org.jspecify.annotations.NullMarked;
