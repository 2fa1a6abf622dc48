/**
 * What machines are told about a start: a Prometheus text file, a Pushgateway, an OTLP receiver. Through Micrometer,
 * which is loaded only for a start that is told where to.
 */
@NullMarked
package com.handinger.batch.metrics;

import org.jspecify.annotations.NullMarked;
