package com.handinger.batch.report;

import com.handinger.batch.ledger.LedgerRow;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * {@code report.html}: one page that needs nothing else, with all text escaped, and whose policy lets no script run but
 * its own. Rows are streamed through.
 */
public final class ReportPage {

    /** Name of the file in the folder of a run. */
    public static final String NAME = "report.html";

    private static final String ROWS = "@@rows@@";

    private ReportPage() {}

    /** The rows of the run in the order of the input. */
    @FunctionalInterface
    public interface Rows {

        /** Hands each row to the sink, on the thread of the caller. */
        void forEach(Sink sink) throws IOException;
    }

    /** Takes one row after the other. */
    @FunctionalInterface
    public interface Sink {

        /** Takes the next row; an exception ends the stream. */
        void accept(LedgerRow row) throws IOException;
    }

    /** Says what else is to be told, once all rows have gone by. */
    @FunctionalInterface
    public interface Facts {

        /** Everything but the rows. */
        ReportFacts of(Tally tally);
    }

    /**
     * Writes the page in one step: whoever reads meanwhile sees the old one or the new one. The rows are read once.
     *
     * @param total how many rows there are
     * @throws IOException when it cannot be written, or what reading the rows threw; what stood there still does
     */
    public static void write(Path target, long total, Rows rows, Facts facts) throws IOException {
        Path data = target.resolveSibling("." + target.getFileName() + ".rows.tmp");
        Path draft = target.resolveSibling("." + target.getFileName() + ".tmp");
        try {
            Tally tally = new Tally();
            long shown;
            try (Writer out = Files.newBufferedWriter(data)) {
                RowScript script = new RowScript(out, total);
                rows.forEach(row -> {
                    tally.accept(row);
                    script.accept(row);
                });
                script.end();
                shown = script.rows();
            }
            try (FileChannel channel = FileChannel.open(
                            draft,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
                    OutputStream bytes = Channels.newOutputStream(channel)) {
                page(bytes, ReportModel.of(facts.of(tally), shown), data);
                channel.force(true);
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(data);
            Files.deleteIfExists(draft);
        }
    }

    private static void page(OutputStream out, Map<String, Object> facts, Path data) throws IOException {
        Map<String, Object> model = new HashMap<>(facts);
        String style = resource("report.css");
        String script = resource("report.js");
        model.put("style", style);
        model.put("script", script);
        model.put("styleHash", hash(style));
        model.put("scriptHash", hash(script));
        String template = resource("report.mustache");
        int here = template.indexOf(ROWS);
        out.write(filled(template.substring(0, here), model));
        Files.copy(data, out);
        out.write(filled(template.substring(here + ROWS.length()), model));
    }

    private static byte[] filled(String template, Map<String, Object> model) {
        return Mustache.compiler()
                .escapeHTML(true)
                .emptyStringIsFalse(true)
                .compile(template)
                .execute(model)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream("/report/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a content security policy names what it allows. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
