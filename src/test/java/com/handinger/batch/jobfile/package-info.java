/** Tests of the job file. */
@NullMarked
package com.handinger.batch.jobfile;

import org.jspecify.annotations.NullMarked;
