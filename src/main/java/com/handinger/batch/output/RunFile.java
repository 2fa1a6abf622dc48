package com.handinger.batch.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code run.json}: which run a folder belongs to, and what it takes to rebuild a ledger that was lost. Written once,
 * before the first result, and never changed.
 *
 * @param job name of the job
 * @param runId id of the run, as given or generated
 * @param jobFile absolute path of the job file at the first start
 * @param baseUrl identity of the server: its address, or {@code sandbox}
 * @param worker id of the worker
 * @param store JDBC address or path of the ledger
 * @param inputFile absolute path of the input; null for standard input
 * @param inputFingerprint digest of the input's content as loaded
 * @param createdAt when the run began
 * @param version version of this program that began it
 */
public record RunFile(
        String job,
        String runId,
        String jobFile,
        String baseUrl,
        String worker,
        String store,
        @Nullable String inputFile,
        String inputFingerprint,
        Instant createdAt,
        String version) {

    /** Name of the file in the folder of a run. */
    public static final String NAME = "run.json";

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
            .build();

    /**
     * Writes the file into a folder that exists, in one step.
     *
     * @throws OutputException when it cannot be written
     */
    public void write(Path directory) throws OutputException {
        ResultFile.replace(
                directory.resolve(NAME), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    /**
     * The run that a folder belongs to; null when it has no {@code run.json}.
     *
     * @throws OutputException when the file is there but is not one of ours
     */
    public static @Nullable RunFile read(Path directory) throws OutputException {
        Path file = directory.resolve(NAME);
        try {
            RunFile run = JSON.readValue(Files.readString(file), RunFile.class);
            if (run == null || run.runId() == null || run.job() == null || run.baseUrl() == null) {
                throw new OutputException(file + " names no run; move it away, or choose another output.directory");
            }
            return run;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw e instanceof OutputException already ? already : unreadable(file, e);
        } catch (JacksonException e) {
            throw unreadable(file, new IOException(e.getOriginalMessage(), e));
        }
    }

    /** Whether both name the same run of the same job on the same server. */
    boolean sameRun(RunFile other) {
        return names(other.runId, other.job, other.baseUrl);
    }

    /** Whether it is of this run. */
    public boolean names(String id, String ofJob, String server) {
        return runId.equals(id) && job.equals(ofJob) && baseUrl.equals(server);
    }

    private static OutputException unreadable(Path file, IOException cause) {
        return new OutputException(
                file + " cannot be read: " + OutputException.reason(cause)
                        + ". Move it away if it is not of a run, or choose another output.directory",
                cause);
    }
}
