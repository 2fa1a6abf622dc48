package com.handinger.batch.cli;

import picocli.CommandLine.Option;

/** For verbs that ask before they do what cannot be undone. */
final class Yes {

    @Option(names = "--yes", description = "Asks nothing.")
    boolean said;
}
