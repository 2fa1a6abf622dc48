/** The window as arithmetic, and the dispatcher against a server that fails. */
@org.jspecify.annotations.NullMarked
package com.handinger.batch.dispatch;
