@NullMarked
package com.handinger.batch.webhook;

import org.jspecify.annotations.NullMarked;
