package com.handinger.batch.run;

import com.handinger.batch.api.ApiCounts;
import com.handinger.batch.api.ApiOptions;
import com.handinger.batch.api.HandingerApi;
import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.Loopback;
import com.handinger.batch.ledger.RequestCounts;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.sandbox.SandboxOptions;
import com.handinger.batch.sandbox.Setting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server of a start or of a single call: the one that was named, or the sandbox inside this process. */
public final class Server implements AutoCloseable {

    private static final String KEY = "HANDINGER_API_KEY";
    private static final String KEY_FILE = "HANDINGER_API_KEY_FILE";

    private final HandingerApi api;
    private final @Nullable Sandbox sandbox;

    private Server(HandingerApi api, @Nullable Sandbox sandbox) {
        this.api = api;
        this.sandbox = sandbox;
    }

    /**
     * Makes the client; starts the sandbox first when the job runs on it.
     *
     * @param books folder where the sandbox keeps its tasks
     * @throws RunException exit 3 without a key for a server on another machine
     */
    static Server open(JobFile job, Path books, Map<String, String> environment) throws RunException {
        return open(job.api(), books, environment);
    }

    /**
     * The same without a job.
     *
     * @param books null keeps none
     */
    static Server open(JobFile.Api told, @Nullable Path books, Map<String, String> environment) throws RunException {
        URI baseUrl = told.baseUrl();
        if (baseUrl == null) {
            Sandbox sandbox = sandbox(books);
            return new Server(
                    new HandingerApi(ApiOptions.of(sandbox.baseUrl(), null, userAgent(), environment)), sandbox);
        }
        checkKey(told, environment);
        ApiOptions options = options(baseUrl, key(environment), environment);
        try {
            return new Server(new HandingerApi(options), null);
        } catch (IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private static ApiOptions options(URI baseUrl, @Nullable String key, Map<String, String> environment)
            throws RunException {
        try {
            return ApiOptions.of(baseUrl, key, userAgent(), environment);
        } catch (IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private static RunException unusable(IllegalArgumentException what) {
        return new RunException(ExitCode.CREDENTIALS, what.getMessage() + ". Nothing was sent.", what);
    }

    /**
     * The server of a call that has no job.
     *
     * @throws RunException exit 3 without a key for a server on another machine
     */
    public static Server open(JobFile.Api told, Map<String, String> environment) throws RunException {
        return open(told, null, environment);
    }

    /**
     * Looks for the key before anything else is begun.
     *
     * @throws RunException exit 3 without a key for a server on another machine
     */
    static void checkKey(JobFile job, Map<String, String> environment) throws RunException {
        checkKey(job.api(), environment);
    }

    private static void checkKey(JobFile.Api told, Map<String, String> environment) throws RunException {
        URI baseUrl = told.baseUrl();
        if (baseUrl == null) {
            return;
        }
        String key = key(environment);
        if (key != null) {
            options(baseUrl, key, environment);
        } else if (!onThisMachine(baseUrl)) {
            throw new RunException(
                    ExitCode.CREDENTIALS,
                    "no API key for " + baseUrl + ": set " + KEY + ", or " + KEY_FILE
                            + " to the path of a file that holds it. Nothing was" + " sent. (--sandbox needs none.)");
        }
    }

    private static Sandbox sandbox(@Nullable Path books) throws RunException {
        try {
            return Sandbox.start(SandboxOptions.defaults()
                    .withBooks(books)
                    .with(Setting.WEBHOOK_URLS, "loopback")
                    .with(Setting.OLD_STREAMING, "on"));
        } catch (IOException e) {
            throw new RunException(ExitCode.USAGE, "the sandbox cannot start: " + e.getMessage(), e);
        }
    }

    private static @Nullable String key(Map<String, String> environment) throws RunException {
        String key = environment.getOrDefault(KEY, "").strip();
        if (!key.isEmpty()) {
            return key;
        }
        String file = environment.getOrDefault(KEY_FILE, "");
        if (file.isEmpty()) {
            return null;
        }
        try {
            String held = Files.readString(Path.of(file)).strip();
            if (held.isEmpty()) {
                throw new RunException(ExitCode.CREDENTIALS, KEY_FILE + ": " + file + " is empty");
            }
            return held;
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.CREDENTIALS, KEY_FILE + ": " + file + " cannot be read: " + FileTrouble.of(e), e);
        }
    }

    /** Whether the server is neither the sandbox nor on this machine. */
    static boolean elsewhere(JobFile.Api told) {
        URI baseUrl = told.baseUrl();
        return baseUrl != null && !onThisMachine(baseUrl);
    }

    private static boolean onThisMachine(URI url) {
        return Loopback.is(url.getHost());
    }

    private static String userAgent() {
        return "handinger-batch/" + Version.current();
    }

    /** The client. */
    public HandingerApi api() {
        return api;
    }

    /** What was asked so far. */
    RequestCounts requests() {
        ApiCounts counts = api.snapshot();
        return new RequestCounts(
                counts.sends(), counts.reads(), counts.answered429(), counts.answered5xx() + counts.unanswered());
    }

    @Override
    public void close() {
        api.close();
        if (sandbox != null) {
            sandbox.close();
        }
    }
}
