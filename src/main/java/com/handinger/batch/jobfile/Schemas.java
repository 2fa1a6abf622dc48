package com.handinger.batch.jobfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Output schemas as JSON, from wherever they stand. */
final class Schemas {

    private static final int MAX_BYTES = 1 << 20;

    private final Path folder;

    /** @param folder against which paths of schemas are resolved */
    Schemas(Path folder) {
        this.folder = folder;
    }

    /** Only once a schema is met: most jobs have none. */
    private static JsonMapper json() {
        return JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    /** Everything that is wrong with it. */
    List<Fault> faults(SchemaType.Source source) {
        List<Fault> faults = new ArrayList<>();
        JsonNode schema = tree(source, faults);
        if (schema != null) {
            String where = source instanceof SchemaType.Source.InFile file ? file.path() + ": " : "";
            SchemaFaults.of(schema).forEach(fault -> faults.add(new Fault(where + fault.found(), fault.cure())));
        }
        return faults;
    }

    /** The schema once it is known that there are no faults; null without one. */
    JobFile.@Nullable OutputSchema checked(SchemaType.@Nullable Source source) {
        if (source == null) {
            return null;
        }
        List<Fault> faults = new ArrayList<>();
        JsonNode schema = tree(source, faults);
        if (schema == null) {
            throw new IllegalStateException("a schema changed while it was read: " + faults);
        }
        return new JobFile.OutputSchema(schema.toString());
    }

    private @Nullable JsonNode tree(SchemaType.Source source, List<Fault> faults) {
        if (source instanceof SchemaType.Source.InFile file) {
            return read(file.path(), faults);
        }
        JsonNode schema = new SchemaYaml(faults).tree(((SchemaType.Source.Inline) source).node());
        return faults.isEmpty() ? schema : null;
    }

    private @Nullable JsonNode read(Path path, List<Fault> faults) {
        Path file = Tidy.path(folder.resolve(path));
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                faults.add(new Fault(path + " is larger than 1 MB", "name a schema"));
                return null;
            }
            JsonNode tree = json().readTree(bytes);
            if (!tree.isMissingNode()) {
                return tree;
            }
            faults.add(new Fault(path + " is empty", "write a schema into it"));
        } catch (NoSuchFileException missing) {
            faults.add(new Fault(path + ": there is no such file", "check the path; it is " + file));
        } catch (JacksonException broken) {
            int line = broken.getLocation() == null ? 0 : broken.getLocation().getLineNr();
            faults.add(new Fault(
                    path + " is not JSON: " + (line > 0 ? "line " + line + ": " : "")
                            + broken.getOriginalMessage()
                                    .replaceFirst("(?s)(?:: was expecting)? \\((?:JSON String|start marker).*", ""),
                    "correct it"));
        } catch (IOException unreadable) {
            faults.add(new Fault(path + " cannot be read: " + FileTrouble.of(unreadable), "check the file"));
        }
        return null;
    }
}
