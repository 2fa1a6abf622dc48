package com.handinger.batch.run;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** Spring Batch with its metadata in the store of the job; jobs are built by hand, one for each start. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class BatchConfiguration {}
