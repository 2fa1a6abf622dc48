package com.handinger.batch.cli;

import com.handinger.batch.api.CreateTask;
import com.handinger.batch.input.AttachmentException;
import com.handinger.batch.input.AttachmentFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which files are sent with a task. */
final class FileOptions {

    @Option(
            names = "--file",
            paramLabel = "PATH",
            description = "A file that is sent with the task, 100 MB in all. May be said several times.")
    List<String> paths = new ArrayList<>();

    List<CreateTask.Upload> checked(Arguments arguments) {
        try {
            return new AttachmentFiles()
                    .of(paths, Path.of("")).stream()
                            .map(file -> new CreateTask.Upload(file.file(), file.name(), file.size(), file.sha256()))
                            .toList();
        } catch (AttachmentException e) {
            arguments.fault("--file: " + e.getMessage());
            return List.of();
        }
    }
}
