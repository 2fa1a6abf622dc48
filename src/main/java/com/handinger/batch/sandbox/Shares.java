package com.handinger.batch.sandbox;

/**
 * What befalls a share of all turns, each from 0 to 1.
 *
 * @param failedRuns end in error
 * @param schemaMisses answer against the schema of their worker, where it has one
 * @param publishedFiles publish files unasked
 */
public record Shares(double failedRuns, double schemaMisses, double publishedFiles) {

    public Shares {
        for (double share : new double[] {failedRuns, schemaMisses, publishedFiles}) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("A share lies between 0 and 1, not at " + share + ".");
            }
        }
    }

    static Shares none() {
        return new Shares(0, 0, 0);
    }
}
