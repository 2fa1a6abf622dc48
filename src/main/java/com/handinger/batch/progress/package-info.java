/** What a person sees while a run is under way. */
@NullMarked
package com.handinger.batch.progress;

import org.jspecify.annotations.NullMarked;
