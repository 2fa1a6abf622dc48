package com.handinger.batch.input;

import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.JobFile;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** The input as bytes and as characters, through gzip where the job says so, with its fingerprint and its faults. */
final class InputFile implements Closeable {

    private static final int BUFFER = 1 << 16;

    private final JobFile.Input input;
    private final Path file;
    private final DigestInputStream raw;
    private @Nullable String fingerprint;

    private InputFile(JobFile.Input input, Path file, DigestInputStream raw) {
        this.input = input;
        this.file = file;
        this.raw = raw;
    }

    /** Refuses what is not there, or cannot be an input. */
    static void find(String name, Path file) throws InputException {
        if (!Files.exists(file)) {
            throw InputException.ofData(
                    name + ": there is no such file; correct input.file, which counts from the folder of the job file");
        }
        if (Files.isDirectory(file)) {
            throw InputException.ofData(name + ": this is a folder; let input.file name a CSV, TSV or JSONL file");
        }
    }

    static InputFile open(JobFile.Input input, Path file) throws InputException {
        String name = name(input, file);
        find(name, file);
        try {
            refuseOtherFormats(input, file);
            return new InputFile(input, file, new DigestInputStream(Files.newInputStream(file), Fingerprint.sha256()));
        } catch (AccessDeniedException e) {
            throw InputException.ofData(name + ": the file may not be read by this user; change its permissions");
        } catch (IOException e) {
            throw InputException.ofData(name + ": the file cannot be read: " + FileTrouble.of(e));
        }
    }

    private static String name(JobFile.Input input, Path file) {
        return input.file() == null ? "standard input" : file.toString();
    }

    private static void refuseOtherFormats(JobFile.Input input, Path file) throws IOException, InputException {
        byte[] start = new byte[4];
        try (InputStream in = Files.newInputStream(file)) {
            in.readNBytes(start, 0, start.length);
        }
        String head = new String(start, StandardCharsets.ISO_8859_1);
        String other = other(head, input.gzip());
        if (other == null
                && input.format() != JobFile.Input.Format.JSONL
                && input.csv().header()) {
            boolean json = head.startsWith("{\"") || head.startsWith("[{");
            other = json ? "JSON, and no CSV; write input.format: jsonl where each line is one object" : null;
        }
        if (other != null) {
            throw InputException.ofData(name(input, file) + ": this is " + other);
        }
    }

    private static @Nullable String other(String head, boolean gzip) {
        if (!gzip && head.startsWith("\u001F\u008B")) {
            return "gzip data; let the name of the file end in .gz, or unpack it";
        }
        if (head.equals("PK\u0003\u0004")) {
            return "a ZIP archive or an Excel workbook; unpack it, or save it as CSV";
        }
        return head.equals("\u00D0\u00CF\u0011\u00E0") ? "an Excel workbook; save it as CSV" : null;
    }

    /** The characters; all bytes that are read for them go into the fingerprint. To be called once. */
    CharSource chars() throws IOException {
        return chars(raw);
    }

    /** The characters once more from the start. */
    CharSource charsAgain() throws IOException {
        InputStream again = Files.newInputStream(file);
        try {
            return chars(again);
        } catch (IOException e) {
            again.close();
            throw e;
        }
    }

    private CharSource chars(InputStream bytes) throws IOException {
        InputStream buffered = new BufferedInputStream(bytes, BUFFER);
        return CharSource.of(input.gzip() ? new GZIPInputStream(buffered, BUFFER) : buffered, charset());
    }

    private Charset charset() {
        return input.format() == JobFile.Input.Format.JSONL
                ? StandardCharsets.UTF_8
                : input.csv().charset();
    }

    /** SHA-256 over all bytes of the file, in hex. To be called at the end. */
    String fingerprint() throws IOException {
        if (fingerprint == null) {
            raw.transferTo(OutputStream.nullOutputStream());
            fingerprint = HexFormat.of().formatHex(raw.getMessageDigest().digest());
        }
        return fingerprint;
    }

    /** The exception that tells a fault in reading near the given line. */
    InputException fault(IOException e, long line) {
        String place = name(input, file) + ": line " + line + ": ";
        if (e instanceof CharacterCodingException) {
            String cure = input.format() == JobFile.Input.Format.JSONL
                    ? "JSONL must be UTF-8, so convert the file"
                    : "set input.csv.charset to the charset the file is written in, such as windows-1252";
            return InputException.ofData(place + "there are bytes that are no " + charset() + " text; " + cure);
        }
        if (input.gzip() && (e instanceof EOFException || e instanceof ZipException)) {
            String what = e instanceof EOFException ? "ends too early, as if it were truncated" : "is broken";
            return InputException.ofData(
                    place + "the gzip data " + what + " (" + e.getMessage() + "); make or copy the file again");
        }
        return InputException.ofData(place + "the file cannot be read: " + FileTrouble.of(e));
    }

    /** The same fault with the name of the file in front. */
    InputException named(InputException e) {
        return e.with(name(input, file) + ": " + e.getMessage());
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
