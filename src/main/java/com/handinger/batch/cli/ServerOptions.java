package com.handinger.batch.cli;

import com.handinger.batch.jobfile.JobFile;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every verb takes that is one operation of the API. */
final class ServerOptions {

    /** The verb that has these options. */
    @Spec(Spec.Target.MIXEE)
    CommandSpec verb = CommandSpec.create();

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "The server. Default: HANDINGER_BASE_URL, else the public address.")
    @Nullable
    String baseUrl;

    @Option(names = "--json", description = "Standard output gets the server's object as one line of JSON.")
    boolean json;

    /** Read by {@link Failures}. */
    @Option(
            names = {"-v", "--verbose"},
            description = "Shows the cause of an error in full.")
    boolean verbose;

    /** The server that is meant. */
    JobFile.Api server(Map<String, String> environment) {
        JobFile.Api api;
        try {
            api = baseUrl == null ? JobFile.Api.of(environment) : JobFile.Api.at("--base-url", baseUrl);
        } catch (IllegalArgumentException e) {
            throw fault(String.valueOf(e.getMessage()));
        }
        if (api.sandbox()) {
            throw fault(
                    "the sandbox inside a job ends with its start, so nothing in it can be asked for; start one of its"
                            + " own (sandbox --port 8787 --books DIR) and say --base-url http://127.0.0.1:8787");
        }
        return api;
    }

    ParameterException fault(String message) {
        return new ParameterException(verb.commandLine(), message);
    }
}
