package com.handinger.batch.jobfile;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** YAML 1.2 as a tree whose nodes know their lines, and the values in it. */
final class YamlText {

    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setLabel("job file").build();
    private static final int MAX_DEPTH = 32;
    private static final Pattern BARE_TEMPLATE =
            Pattern.compile("^[^\"'|>]*[:\\[,-]\\s+\\{\\{.*|^[^\"'|>]*\\[\\{\\{.*");
    private static final String QUOTE_TEMPLATE =
            "put quotes around it: \"{{column}}\"; without them {{ begins a mapping";

    private final String file;
    private final List<String> lines;
    private final Problems problems;

    YamlText(String file, String text, Problems problems) {
        this.file = file;
        this.lines = List.of(text.split("\r\n|\n|\r", -1));
        this.problems = problems;
    }

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    Place place(Node node) {
        return new Place(file, line(node));
    }

    List<String> lines() {
        return lines;
    }

    /** The root of the one document in it; null when it is empty, or after a problem was reported. */
    @Nullable
    Node root() {
        String text = String.join("\n", lines);
        try {
            return safe(text) ? new Compose(SETTINGS).composeString(text).orElse(null) : null;
        } catch (MarkedYamlEngineException syntax) {
            report(SyntaxFault.of(syntax, lines));
        } catch (ReaderException unprintable) {
            int before = Math.min(unprintable.getPosition(), text.codePointCount(0, text.length()));
            int end = text.offsetByCodePoints(0, before);
            int line = 1
                    + (int) text.substring(0, end)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            problems.add(
                    new Place(file, line),
                    "",
                    "a control character (code %X)".formatted(unprintable.getCodePoint()),
                    "remove it; YAML does not allow it, not even in quotes");
        } catch (YamlEngineException other) {
            report(new SyntaxFault(0, new Fault("this is no YAML: " + other.getMessage(), "correct it")));
        }
        return null;
    }

    /** Whether the text has one document at most, no bottomless nesting, and nothing that means another place. */
    private boolean safe(String text) {
        int documents = 0;
        int depth = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            documents += event instanceof DocumentStartEvent ? 1 : 0;
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            Fault fault = fault(event, documents, depth);
            if (fault != null) {
                int line = event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
                problems.add(new Place(file, line), "", fault.found(), fault.cure());
                return false;
            }
        }
        return true;
    }

    private static @Nullable Fault fault(Event event, int documents, int depth) {
        if (documents > 1) {
            return new Fault("found a second document", "one job per file: remove the --- line and what follows");
        }
        if (depth > MAX_DEPTH) {
            return new Fault("nested more than " + MAX_DEPTH + " deep", "the keys of a job file");
        }
        if (event instanceof AliasEvent) {
            return new Fault("found an alias (*name)", "write the value out; a text that begins with * needs quotes");
        }
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            return new Fault("found an anchor (&name)", "remove it; a text that begins with & needs quotes");
        }
        if (tagged(event)) {
            return new Fault("found a tag (!name)", "remove it; a text that begins with ! needs quotes");
        }
        return null;
    }

    private static boolean tagged(Event event) {
        return (event instanceof ScalarEvent scalar && scalar.getTag().isPresent())
                || (event instanceof CollectionStartEvent start
                        && start.getTag().isPresent());
    }

    private void report(SyntaxFault syntax) {
        YamlLines code = new YamlLines(lines);
        for (int number = 1; number <= Math.min(Math.max(syntax.line(), 1), lines.size()); number++) {
            if (BARE_TEMPLATE.matcher(code.code(number)).matches()) {
                boolean curly = code.code(number).matches(".*[“”„].*");
                problems.add(
                        new Place(file, number),
                        "",
                        "found an unquoted {{…}}",
                        curly ? "“ and ” are no quotes here: write \"…\"" : QUOTE_TEMPLATE);
                return;
            }
        }
        Fault fault = syntax.fault();
        problems.add(new Place(file, syntax.line()), "", fault.found(), fault.cure());
    }

    /** What stands at the node, as a key could take it. */
    Value value(Node node) {
        Place place = place(node);
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar, place);
        }
        if (node instanceof SequenceNode sequence) {
            List<Value> values = new ArrayList<>();
            sequence.getValue().forEach(item -> values.add(value(item)));
            return new Value.Items(place, values);
        }
        if (node instanceof MappingNode mapping) {
            return bareTemplate(mapping)
                    ? new Value.Misfit(place, "an unquoted {{…}}", QUOTE_TEMPLATE)
                    : new Value.Mapping(place, mapping);
        }
        return new Value.Misfit(place, "a mapping", null);
    }

    private Value scalar(ScalarNode node, Place place) {
        if (node.isPlain() && isNull(node)) {
            return new Value.Misfit(place, "no value", null);
        }
        if (node.isPlain() && lostToComment(node)) {
            String cure = "put quotes around the text, or {{…}} is lost: YAML takes what follows \" #\" for a comment";
            return new Value.Misfit(place, "a text that ends at a comment with {{…}} in it", cure);
        }
        return new Value.Text(place, node.getValue());
    }

    static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                && List.of("", "~", "null", "Null", "NULL").contains(scalar.getValue());
    }

    /** {@code {{x}}} is a flow mapping whose only key is a flow mapping. */
    private static boolean bareTemplate(MappingNode mapping) {
        return mapping.getFlowStyle() == FlowStyle.FLOW
                && mapping.getValue().size() == 1
                && mapping.getValue().get(0).getKeyNode() instanceof MappingNode;
    }

    private boolean lostToComment(ScalarNode node) {
        Mark end = node.getEndMark().orElse(null);
        if (end == null || end.getLine() >= lines.size()) {
            return false;
        }
        String line = lines.get(end.getLine());
        int column = Math.min(end.getColumn(), line.codePointCount(0, line.length()));
        String rest = line.substring(line.offsetByCodePoints(0, column)).strip();
        return rest.startsWith("#") && rest.contains("{{");
    }
}
