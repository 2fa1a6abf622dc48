@NullMarked
package com.handinger.batch.forecast;

import org.jspecify.annotations.NullMarked;
