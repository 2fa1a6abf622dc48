package com.handinger.batch.jobfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The text of a job file. */
final class SourceText {

    private static final int MAX_BYTES = 1 << 20;

    private SourceText() {}

    /** The text without a byte order mark; null after a problem was reported. */
    static @Nullable String read(Path file, Problems problems) {
        Place place = new Place(file.toString(), 0);
        if (Files.isDirectory(file)) {
            problems.add(place, "", "this is a folder", "name the job file in it");
            return null;
        }
        if (Source.of(file).format() != null && Files.exists(file)) {
            problems.add(
                    place,
                    "",
                    "this is an input by its name, and no job file",
                    "init --input " + file + " writes one for it");
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                problems.add(place, "", "this is larger than 1 MB", "name a job file; rows belong into input.file");
                return null;
            }
            return decode(bytes, place.file(), problems);
        } catch (NoSuchFileException missing) {
            problems.add(place, "", "there is no such file", "check the path; it is " + file.toAbsolutePath());
        } catch (AccessDeniedException denied) {
            problems.add(place, "", "this file may not be read", "check its permissions");
        } catch (IOException broken) {
            problems.add(place, "", "this file cannot be read: " + FileTrouble.of(broken), "check the file");
        }
        return null;
    }

    private static @Nullable String decode(byte[] bytes, String file, Problems problems) {
        if (wide(bytes)) {
            problems.add(new Place(file, 0), "", "this file is UTF-16", "save the job file as UTF-8");
            return null;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        if (result.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            problems.add(new Place(file, line), "", "found a byte that is not UTF-8", "save the job file as UTF-8");
            return null;
        }
        return text.length() > 0 && text.charAt(0) == '\uFEFF'
                ? text.subSequence(1, text.length()).toString()
                : text.toString();
    }

    /** Whether each character of it takes two bytes, with a byte order mark or without. */
    private static boolean wide(byte[] bytes) {
        return bytes.length > 1
                && ((bytes[0] == -1 && bytes[1] == -2)
                        || (bytes[0] == -2 && bytes[1] == -1)
                        || (bytes[0] == 0) != (bytes[1] == 0));
    }
}
