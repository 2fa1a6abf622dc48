/** What a person sees. */
@org.jspecify.annotations.NullMarked
package com.handinger.batch.progress;
