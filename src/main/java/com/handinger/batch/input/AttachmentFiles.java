package com.handinger.batch.input;

import com.handinger.batch.jobfile.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Looks at the files of tasks, each path once for a while: one may be attached to many rows. Not for several threads. */
public final class AttachmentFiles {

    /**
     * The files of one task together. No source names a limit of the API; this is what common gateways in front of such
     * services take in one request.
     */
    public static final long MOST_BYTES = 100 << 20;

    private static final int REMEMBERED = 1000;

    private final Map<Path, Attachment> seen = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Attachment> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * The files of one task, each path once, with different names.
     *
     * @param folder where relative paths begin
     * @throws AttachmentException when one is missing, unreadable or no file, or when they are too large together
     */
    public List<Attachment> of(List<String> paths, Path folder) throws AttachmentException {
        Set<Path> files = new LinkedHashSet<>();
        for (String path : paths) {
            try {
                files.add(folder.resolve(path).toAbsolutePath().normalize());
            } catch (InvalidPathException e) {
                throw new AttachmentException("\"" + path + "\" is no path: " + e.getReason());
            }
        }
        List<Attachment> found = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long left = MOST_BYTES;
        for (Path file : files) {
            Attachment one = looked(file, left);
            left -= one.size();
            found.add(new Attachment(file, unlike(one.name(), names), one.size(), one.sha256()));
        }
        return found;
    }

    private Attachment looked(Path file, long most) throws AttachmentException {
        Attachment before = seen.get(file);
        if (before != null && before.size() <= most) {
            return before;
        }
        if (!Files.exists(file)) {
            throw new AttachmentException("there is no file " + file);
        }
        if (!Files.isRegularFile(file)) {
            throw new AttachmentException(
                    file + (Files.isDirectory(file) ? " is a folder" : " is not a regular file") + "; name a file");
        }
        if (!Files.isReadable(file)) {
            throw new AttachmentException(file + " may not be read by this user; change its permissions");
        }
        try {
            return fingerprint(file, most);
        } catch (IOException e) {
            throw new AttachmentException(file + " cannot be read: " + FileTrouble.of(e));
        }
    }

    private Attachment fingerprint(Path file, long most) throws IOException, AttachmentException {
        long size = Files.size(file);
        if (size > most) {
            throw new AttachmentException(file + " has " + size + " bytes, and the files of one task may have "
                    + MOST_BYTES + " together; make it smaller, or split the row");
        }
        Attachment one = new Attachment(file, file.getFileName().toString(), size, Fingerprint.of(file));
        seen.put(file, one);
        return one;
    }

    /** The same name, told apart from those before it by a number, whatever the case of letters. */
    private static String unlike(String name, Set<String> taken) {
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String extension = dot > 0 ? name.substring(dot) : "";
        String free = name;
        for (int number = 2; !taken.add(free.toLowerCase(Locale.ROOT)); number++) {
            free = stem + "-" + number + extension;
        }
        return free;
    }
}
