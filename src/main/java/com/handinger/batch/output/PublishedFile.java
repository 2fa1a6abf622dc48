package com.handinger.batch.output;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file that a task published, as its answer tells it.
 *
 * @param filename null when it has none
 * @param url its address; empty when it has none
 * @param size bytes; null when it is not told
 */
public record PublishedFile(
        @Nullable String filename, String url, @Nullable Long size) {

    /** Those of an answer, in its order. */
    public static List<PublishedFile> of(String json) {
        List<PublishedFile> files = new ArrayList<>();
        try {
            for (JsonNode file : JsonMapper.shared().readTree(json)) {
                JsonNode size = file.path("size");
                files.add(new PublishedFile(
                        file.path("filename").isString() ? file.path("filename").stringValue() : null,
                        file.path("url").stringValue(""),
                        size.isIntegralNumber() && size.canConvertToLong() ? Long.valueOf(size.asLong()) : null));
            }
        } catch (JacksonException e) {
            throw new IllegalStateException("files of an answer that were read before", e);
        }
        return files;
    }

    /** What it is called: by its name, else by the end of its address; null when neither tells. */
    public @Nullable String name() {
        String told = filename;
        if (told != null && !told.isBlank()) {
            return told;
        }
        String path = url.replaceAll("[?#].*$", "").replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://[^/]*", "");
        String end = path.substring(path.lastIndexOf('/') + 1);
        return end.isBlank() ? null : end;
    }
}
