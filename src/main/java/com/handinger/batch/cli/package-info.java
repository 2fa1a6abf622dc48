/** The command line: verbs, options, messages, exit codes. */
@NullMarked
package com.handinger.batch.cli;

import org.jspecify.annotations.NullMarked;
