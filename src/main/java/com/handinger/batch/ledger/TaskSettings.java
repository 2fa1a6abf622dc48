package com.handinger.batch.ledger;

/**
 * What tasks are made from, beside the row itself.
 *
 * @param inputTemplate Mustache template of the task's text
 * @param budgetTemplate budget, or a Mustache template of one
 */
public record TaskSettings(String worker, String inputTemplate, String budgetTemplate) {}
