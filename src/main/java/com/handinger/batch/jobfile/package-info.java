/** The job file: YAML in, one checked {@link com.handinger.batch.jobfile.JobFile} or the list of all its problems out. */
@NullMarked
package com.handinger.batch.jobfile;

import org.jspecify.annotations.NullMarked;
