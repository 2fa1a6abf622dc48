@NullMarked
package com.handinger.batch.audit;

import org.jspecify.annotations.NullMarked;
