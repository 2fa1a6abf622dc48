package com.handinger.batch.jobfile;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes JSON of a schema that stands in a job file: the one place where a plain {@code true} or {@code 5} is no text. */
final class SchemaYaml {

    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,99})(\\.[0-9]{1,99})?([eE][-+]?[0-9]{1,3})?");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final List<Fault> faults;

    SchemaYaml(List<Fault> faults) {
        this.faults = faults;
    }

    JsonNode tree(Node node) {
        if (node instanceof MappingNode mapping) {
            ObjectNode object = JSON.objectNode();
            mapping.getValue().forEach(tuple -> member(object, tuple));
            return object;
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            sequence.getValue().forEach(item -> array.add(tree(item)));
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private void member(ObjectNode object, NodeTuple tuple) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            faults.add(new Fault("a schema with a key that is no text, " + line(tuple.getKeyNode()), "correct it"));
        } else if (object.has(key.getValue())) {
            String twice = "a schema with \"" + key.getValue() + "\" a second time, " + line(key);
            faults.add(new Fault(twice, "keep one of them"));
        } else {
            object.set(key.getValue(), tree(tuple.getValueNode()));
        }
    }

    private static String line(Node node) {
        return "on line " + YamlText.line(node);
    }

    private static JsonNode scalar(ScalarNode node) {
        String text = node.getValue();
        if (node.getScalarStyle() != ScalarStyle.PLAIN) {
            return JSON.stringNode(text);
        }
        if (YamlText.isNull(node)) {
            return JSON.nullNode();
        }
        return switch (text) {
            case "true", "True", "TRUE" -> JSON.booleanNode(true);
            case "false", "False", "FALSE" -> JSON.booleanNode(false);
            default -> NUMBER.matcher(text).matches() ? number(text) : JSON.stringNode(text);
        };
    }

    private static JsonNode number(String text) {
        BigDecimal number = new BigDecimal(text);
        return text.matches("-?[0-9]+") ? JSON.numberNode(number.toBigInteger()) : JSON.numberNode(number);
    }
}
