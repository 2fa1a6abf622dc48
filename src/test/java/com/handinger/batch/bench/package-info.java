/** Benchmarks of the packaged jar: figures for people, never a reason for a build to fail. */
@NullMarked
package com.handinger.batch.bench;

import org.jspecify.annotations.NullMarked;
