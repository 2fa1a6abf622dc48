package com.handinger.batch.ledger;

import com.handinger.batch.input.Attachment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The files of a row as the text of a column: a JSON array of objects. */
final class AttachmentColumn {

    private static final JsonMapper JSON = JsonMapper.shared();

    private AttachmentColumn() {}

    /** Null without files. */
    static @Nullable String write(List<Attachment> files) {
        if (files.isEmpty()) {
            return null;
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Attachment file : files) {
            array.addObject()
                    .put("file", file.file().toString())
                    .put("name", file.name())
                    .put("size", file.size())
                    .put("sha256", file.sha256());
        }
        return JSON.writeValueAsString(array);
    }

    static List<Attachment> read(@Nullable String column) {
        if (column == null) {
            return List.of();
        }
        List<Attachment> files = new ArrayList<>();
        for (JsonNode file : JSON.readTree(column)) {
            files.add(new Attachment(
                    Path.of(file.path("file").asString()),
                    file.path("name").asString(),
                    file.path("size").asLong(),
                    file.path("sha256").asString()));
        }
        return List.copyOf(files);
    }
}
