/** The program: its entry point and its way out. */
@NullMarked
package com.handinger.batch;

import org.jspecify.annotations.NullMarked;
