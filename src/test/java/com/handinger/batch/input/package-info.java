/** Behaviour of inputs and templates. */
@NullMarked
package com.handinger.batch.input;

import org.jspecify.annotations.NullMarked;
