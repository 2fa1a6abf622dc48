package com.handinger.batch.input;

import com.handinger.batch.jobfile.FileTrouble;
import com.handinger.batch.jobfile.OwnerRights;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Keeps an input that can be read only once, such as standard input, as a file. */
public final class InputSpool {

    private InputSpool() {}

    /**
     * Copies the stream to its end. The file appears whole and forced to disk, or not at all; one that was there is
     * replaced. The folder is made when it is missing.
     *
     * @throws InputException when the stream cannot be read or the file cannot be written; what was there is untouched
     */
    public static void copy(InputStream stream, Path file) throws InputException {
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.createDirectories(target.resolveSibling(""));
            try {
                write(stream, part);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            forceFolder(target.resolveSibling(""));
        } catch (IOException e) {
            throw InputException.ofData("the input stream cannot be kept at " + target + ": " + FileTrouble.of(e)
                    + "; make room there or choose another --runs-dir");
        }
    }

    private static void write(InputStream stream, Path part) throws IOException {
        Files.deleteIfExists(part);
        try (FileChannel channel = FileChannel.open(
                part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerRights.ofFile())) {
            OutputStream out = Channels.newOutputStream(channel);
            stream.transferTo(out);
            channel.force(true);
        }
    }

    /** Makes the new name durable, where the system can do that; Windows cannot open folders. */
    private static void forceFolder(Path folder) throws IOException {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
