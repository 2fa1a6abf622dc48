/** A real browser that tests drive: Chromium over its DevTools protocol. */
@NullMarked
package com.handinger.batch.browser;

import org.jspecify.annotations.NullMarked;
