package com.handinger.batch.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file that a turn made.
 *
 * @param path below the turn's own folder
 */
record Published(String path, String mediaType, String content) {

    /** Those of a turn that has ended; worked out from its answer, whenever they are asked for. */
    static List<Published> of(Turn turn, Answer answer) {
        if (!Boolean.TRUE.equals(turn.publishes()) || turn.end() == Turn.End.FAILED) {
            return List.of();
        }
        StringBuilder report = new StringBuilder("# Report\n\n" + answer.text() + "\n");
        for (Answer.Source source : answer.sources()) {
            report.append("\n- [")
                    .append(source.title())
                    .append("](")
                    .append(source.url())
                    .append(")");
        }
        List<Published> files = new ArrayList<>();
        files.add(
                new Published("report.md", "text/markdown", report.append('\n').toString()));
        if (answer.structured() != null) {
            String json = JsonMapper.shared().writeValueAsString(answer.structured());
            files.add(new Published("data/result.json", "application/json", json));
        }
        return List.copyOf(files);
    }

    String filename() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    byte[] bytes() {
        return content.getBytes(StandardCharsets.UTF_8);
    }
}
