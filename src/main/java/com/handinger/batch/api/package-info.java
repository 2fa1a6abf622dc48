/**
 * The REST API and nothing else: one request out, one {@link com.handinger.batch.api.Reply} back. Nothing here sends
 * twice, waits between requests or decides about money.
 */
@NullMarked
package com.handinger.batch.api;

import org.jspecify.annotations.NullMarked;
