package com.handinger.batch.jobfile;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * What a person did that made a text no YAML, told from where the parser gave up and from the lines above: the parser
 * notices most slips a line or more too late.
 *
 * @param line 1-based; 0 when nobody knows
 */
record SyntaxFault(int line, Fault fault) {

    private static final String QUOTED = "put quotes around the whole text";
    private static final Pattern OPEN_QUOTE =
            Pattern.compile("^[^\"'#]*(?::\\s+|-\\s+|\\[\\s*|,\\s+)([\"'])(?:(?!\\1)[^\\\\]|\\\\.|'')*+$");
    private static final Pattern CHARACTER = Pattern.compile("found character '?(\\\\t|.).*", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("found unknown escape character (.).*");
    private static final Pattern CONFLICT = Pattern.compile("(<{7}|={7}|>{7}).*");
    private static final Pattern KEY =
            Pattern.compile("^\\s*(?:- +)?(?:\"[^\"]*\"|'[^']*'|[^\\s:#][^:#]*):(?:\\s.*|$)");

    private static final Fault BEHIND_BAR =
            new Fault("found text behind | or > on its line", "begin it on the next line, indented");

    /** What the parser says where one sign is at fault. */
    private static final Map<String, Fault> MARKS = Map.of(
            "expected a comment or a line break",
            BEHIND_BAR,
            "expected chomping or indentation indicators",
            BEHIND_BAR,
            "leading empty lines contain more spaces",
            new Fault(
                    "found a text below | or > that does not begin deeper than its key",
                    "indent its lines deeper, and empty ones no deeper than those"),
            "unexpected character found",
            new Fault("found a text that begins with & or *", QUOTED),
            "expected alphabetic or numeric character",
            new Fault("found a text that begins with & or *", QUOTED),
            "<block end>, but found '-'",
            new Fault("found a list entry (- …) among keys", "remove the -"),
            "mapping keys are not allowed",
            new Fault("found a text that begins with ?", QUOTED),
            "expected the node content, but found ','",
            new Fault("found , where a value is needed", QUOTED));

    static SyntaxFault of(MarkedYamlEngineException syntax, List<String> lines) {
        return new Reader(syntax, new YamlLines(lines)).read();
    }

    /** Looks at one failure of the parser. */
    private static final class Reader {

        private final String problem;
        private final String context;
        private final YamlLines lines;
        private final int here;
        private final int column;
        private final int began;

        Reader(MarkedYamlEngineException syntax, YamlLines lines) {
            this.lines = lines;
            problem = String.valueOf(syntax.getProblem());
            context = String.valueOf(syntax.getContext());
            Optional<Mark> mark = syntax.getProblemMark().or(syntax::getContextMark);
            here = mark.map(Mark::getLine).orElse(-1) + 1;
            column = mark.map(Mark::getColumn).orElse(0);
            began = syntax.getContextMark().map(Mark::getLine).orElse(here - 1) + 1;
        }

        SyntaxFault read() {
            SyntaxFault known = ofCharacters();
            known = known == null ? ofEnds() : known;
            known = known == null ? ofKeys() : known;
            return known == null ? at(here, problem, "correct the YAML here or just above") : known;
        }

        private SyntaxFault at(int line, String found, String cure) {
            return new SyntaxFault(line, new Fault(found, cure));
        }

        private @Nullable SyntaxFault ofCharacters() {
            Matcher character = CHARACTER.matcher(problem);
            if (problem.contains("(TAB)")) {
                boolean indents = lines.indent(here) >= column;
                return at(here, "found a tab (TAB)", indents ? "indent with spaces" : "write a space in its place");
            }
            if (problem.contains("cannot start any token") && character.matches()) {
                String what = character.group(1);
                return lines.text(here).startsWith("```")
                        ? at(here, "found ```, which is no YAML", "remove the lines with ```")
                        : at(here, "found a text that begins with " + what, QUOTED);
            }
            return ofMarks();
        }

        private @Nullable SyntaxFault ofMarks() {
            Matcher escape = ESCAPE.matcher(problem);
            if (escape.matches()) {
                return at(
                        here,
                        "found \\" + escape.group(1) + " in a text in double quotes",
                        "write \\\\ for a backslash, or take single quotes");
            }
            for (Map.Entry<String, Fault> mark : MARKS.entrySet()) {
                if (problem.contains(mark.getKey())) {
                    return new SyntaxFault(here, mark.getValue());
                }
            }
            return null;
        }

        /** Of what was opened and not closed, or the other way round. */
        private @Nullable SyntaxFault ofEnds() {
            if (context.contains("quoted scalar")) {
                return at(began, "found a quote that is never closed", "close it on its line");
            }
            if (context.contains("flow")) {
                return context.contains("sequence") ? ofBraces("[", "]") : ofBraces("{", "}");
            }
            if (problem.contains("found ']'") || problem.contains("found '}'")) {
                String close = problem.contains("']'") ? "]" : "}";
                return at(here, "found a " + close + " that nothing opened", "remove it, or open it before");
            }
            boolean block = problem.contains("<block end>") && !problem.contains("found '<block mapping start>'");
            return block && !context.contains("block collection") ? ofQuotes() : null;
        }

        private SyntaxFault ofBraces(String open, String close) {
            String missing = "close it with " + close + ", or put a comma between its entries";
            return began == here
                    ? at(
                            here,
                            "found no comma and no " + close + " behind an entry of " + open + " " + close,
                            "write one of them")
                    : at(
                            began,
                            "found a " + open + " whose " + close + " or comma is missing (seen on line " + here + ")",
                            missing);
        }

        private SyntaxFault ofQuotes() {
            for (int line = 1; line < here; line++) {
                Matcher open = OPEN_QUOTE.matcher(lines.code(line));
                if (open.matches() && !lines.between(line, here, open.group(1))) {
                    return at(line, "found a quote that is not closed on its line", "close it");
                }
            }
            if (!lines.code(here).matches(".*[\"'].*")) {
                return noKey(here);
            }
            return at(
                    here,
                    "found text behind a closing quote",
                    QUOTED + "; inside of \"…\" a quote is written \\\", inside of '…' it is doubled");
        }

        /** Of keys without a colon, and of lines that begin in the wrong column. */
        private @Nullable SyntaxFault ofKeys() {
            if (problem.contains("could not find expected ':'")) {
                return noKey(began);
            }
            if (context.contains("block collection")) {
                return at(
                        began,
                        "found a list (- …) with keys beside its entries",
                        "remove the - where keys are meant, or indent what belongs to an entry");
            }
            if (problem.contains("sequence entries are not allowed")) {
                String cure = "begin it on the next line, indented, or write [a, b]";
                return at(here, "found a list entry (- …) behind its key", cure);
            }
            if (problem.contains("mapping values are not allowed")) {
                return lines.firstColon(here) < column
                        ? at(here, "found \": \" inside of a text", "put quotes around the text")
                        : ofIndent("; a text with \": \" in it needs quotes");
            }
            return problem.contains("<block mapping start>") ? ofIndent("") : null;
        }

        private SyntaxFault noKey(int line) {
            if (CONFLICT.matcher(lines.text(line)).matches()) {
                return at(line, "found a mark of a merge that was not resolved", "keep one of the two sides");
            }
            return at(
                    line,
                    "found " + lines.shown(line) + ", which is no key with its value",
                    lines.text(line).contains(":")
                            ? "put a space behind the colon"
                            : "write key: value; where it goes on with the text above, indent it deeper than the key of"
                                    + " that text");
        }

        private SyntaxFault ofIndent(String besides) {
            int above = lines.above(here);
            if (above == 0) {
                return at(
                        here,
                        "found a line that begins in the wrong column",
                        "keys of one section begin in one column");
            }
            if (!KEY.matcher(lines.code(above)).matches()) {
                return noKey(above);
            }
            return at(
                    here,
                    String.format(
                            Locale.ROOT,
                            "found %s before %s, and %s before %s on line %d",
                            lines.indented(here),
                            lines.shown(here),
                            lines.indented(above),
                            lines.shown(above),
                            above),
                    "keys of one section begin in the same column" + besides);
        }
    }
}
