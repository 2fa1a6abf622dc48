package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.run.RunException;
import com.handinger.batch.run.StopSwitch;

/** What the verbs that are operations of the API share: whom they ask. */
record Asking(Cli.Ports ports, StopSwitch stop) {

    Arguments arguments() {
        return new Arguments(ports.in());
    }

    Desk desk(ServerOptions options) throws RunException {
        return Desk.open(ports, stop, options);
    }

    /** The server that is meant. */
    JobFile.Api server(ServerOptions options) {
        return options.server(ports.environment());
    }

    Consent consent(Yes yes) {
        return Consent.of(ports, yes.said);
    }
}
