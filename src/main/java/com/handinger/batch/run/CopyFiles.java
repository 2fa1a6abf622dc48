package com.handinger.batch.run;

import com.handinger.batch.jobfile.OwnerRights;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What lies beside a store while its owner makes a copy of it for somebody who looks: the copy, packed, or why there is
 * none, and the folder in which it is unpacked. All of it is for the user of this process alone. Threads may share it.
 */
final class CopyFiles {

    private static final String BETWEEN = ".copy-";
    private static final int NAME_BYTES = 6;

    /** What {@link #name} makes, and what is made of it: a file of somebody else is none of ours. */
    private static final Pattern OURS = Pattern.compile("(\\d{1,18})-[0-9a-f]{12}(\\.(part|zip|txt|tmp))?");

    /** Whoever asks takes what it asked for within minutes. */
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private final StoreLocation location;
    private final String prefix;

    CopyFiles(StoreLocation location) {
        this.location = location;
        prefix = String.valueOf(location.beside(BETWEEN).getFileName());
    }

    /** A name for a copy that this process asks for. */
    static String name() {
        byte[] name = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(name);
        return ProcessHandle.current().pid() + "-" + HexFormat.of().formatHex(name);
    }

    /** Whether it is such a name, and nothing that would lead elsewhere. */
    static boolean named(String copy) {
        Matcher name = OURS.matcher(copy);
        return name.matches() && name.group(2) == null;
    }

    Path packed(String copy) {
        return location.beside(BETWEEN + copy + ".zip");
    }

    private Path part(String copy) {
        return location.beside(BETWEEN + copy + ".part");
    }

    private Path refusal(String copy) {
        return location.beside(BETWEEN + copy + ".txt");
    }

    private Path unpacked(String copy) {
        return location.beside(BETWEEN + copy);
    }

    /** Somewhere to pack a copy; nobody sees it before {@link #answer}. */
    OutputStream draft(String copy) throws IOException {
        Set<StandardOpenOption> how = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return Channels.newOutputStream(Files.newByteChannel(part(copy), how, OwnerRights.ofFile()));
    }

    /** The copy is whole. */
    void answer(String copy) throws IOException {
        Files.move(part(copy), packed(copy), StandardCopyOption.ATOMIC_MOVE);
    }

    /** There will be none. */
    void refuse(String copy, String why) throws IOException {
        Files.deleteIfExists(part(copy));
        Path draft = location.beside(BETWEEN + copy + ".tmp");
        Files.writeString(draft, why);
        Files.move(draft, refusal(copy), StandardCopyOption.ATOMIC_MOVE);
    }

    void drop(String copy) throws IOException {
        Files.deleteIfExists(part(copy));
    }

    /** Why there is no copy; null while nobody has said so. */
    @Nullable
    String refused(String copy) throws IOException {
        try {
            return Files.readString(refusal(copy));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Unpacks a copy into a folder of its own and removes the package. */
    StoreLocation unpack(String copy) throws IOException {
        Path folder = unpacked(copy);
        Files.createDirectory(folder, OwnerRights.ofFolder());
        StoreLocation here = location.in(folder);
        try (InputStream bytes = Files.newInputStream(packed(copy));
                ZipInputStream zip = new ZipInputStream(bytes)) {
            if (zip.getNextEntry() == null) {
                throw new IOException("the copy of the store is empty");
            }
            Files.copy(zip, here.file());
        }
        Files.delete(packed(copy));
        return here;
    }

    /** Nothing of it is left afterwards. */
    void remove(String copy) throws IOException {
        for (Path file : List.of(part(copy), packed(copy), refusal(copy))) {
            Files.deleteIfExists(file);
        }
        removeAll(unpacked(copy));
    }

    /** What processes left that are gone, or have forgotten it. */
    void sweep(Instant now) throws IOException {
        for (Path file : all()) {
            if (abandoned(file, now)) {
                removeAll(file);
            }
        }
    }

    private boolean abandoned(Path file, Instant now) throws IOException {
        Matcher name = OURS.matcher(after(file));
        boolean alive = name.matches()
                && ProcessHandle.of(Long.parseLong(name.group(1))).isPresent();
        Instant touched = Files.getLastModifiedTime(file).toInstant();
        return !alive || Duration.between(touched, now).compareTo(FORGOTTEN) > 0;
    }

    /** What follows the name of the store; empty where the file is not beside it for its sake. */
    private String after(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(prefix) ? name.substring(prefix.length()) : "";
    }

    private List<Path> all() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(
                location.folder(), file -> OURS.matcher(after(file)).matches())) {
            folder.forEach(files::add);
        }
        return files;
    }

    private static void removeAll(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> inside = Files.newDirectoryStream(path)) {
                for (Path file : inside) {
                    Files.deleteIfExists(file);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
