package com.handinger.batch.run;

import com.handinger.batch.report.Summary;

/**
 * How a start ended.
 *
 * @param exit the exit code
 * @param summary the same in figures
 */
public record RunReport(ExitCode exit, Summary summary) {}
