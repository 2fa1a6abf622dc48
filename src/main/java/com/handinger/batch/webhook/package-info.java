/** Takes what the server tells of ended tasks, over HTTP. */
@NullMarked
package com.handinger.batch.webhook;

import org.jspecify.annotations.NullMarked;
