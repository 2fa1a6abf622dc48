/** What the command line answers. */
@NullMarked
package com.handinger.batch.cli;

import org.jspecify.annotations.NullMarked;
