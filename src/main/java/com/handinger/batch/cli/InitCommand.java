package com.handinger.batch.cli;

import com.handinger.batch.input.InputException;
import com.handinger.batch.input.InputHead;
import com.handinger.batch.jobfile.JobDraft;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.jobfile.Source;
import com.handinger.batch.progress.Console;
import com.handinger.batch.run.ExitCode;
import com.handinger.batch.run.RunException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code init [DIR]}: a first job file for an input that is there. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at the first rows of a CSV, TSV or JSONL file and writes a job file for it, with a word on each setting.",
            "The job file works on the sandbox as it is. Nothing is sent, and no file is overwritten."
        },
        footer = {
            "",
            "Exit code 0: written; 2: no input, several, one that cannot be read, or the job file is there already.",
            "",
            "Example:",
            "  handinger-batch init --input claims.csv"
        })
final class InitCommand implements Callable<Integer> {

    private static final long LOOKED_AT = 10_000;

    private final Cli.Ports ports;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            defaultValue = ".",
            description = "The folder of the job file. Default: this one.")
    private Path folder = Path.of(".");

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "The input. Default: the only CSV, TSV or JSONL file in DIR.")
    private @Nullable Path input;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the job. Default: by the input.")
    private @Nullable String name;

    @Option(
            names = "--worker",
            paramLabel = "ID",
            defaultValue = JobDraft.PLACEHOLDER,
            description = "The worker. Without it, a name to be replaced, which the sandbox knows.")
    private String worker = "";

    @Option(
            names = "--charset",
            paramLabel = "NAME",
            defaultValue = "UTF-8",
            converter = CharsetName.class,
            description = "How a CSV or TSV file is encoded, such as windows-1252. Default: UTF-8.")
    private Charset charset = StandardCharsets.UTF_8;

    @Option(names = "--no-header", description = "The first line of a CSV or TSV file is a row.")
    private boolean noHeader;

    @Option(names = "--json", description = "Ends with one JSON line on standard output.")
    private boolean json;

    /** A fault in it is said in words, and not by the name of an exception. */
    static final class CharsetName implements ITypeConverter<Charset> {

        @Override
        public Charset convert(String name) {
            try {
                return Charset.forName(name);
            } catch (IllegalArgumentException unknown) {
                throw new TypeConversionException(
                        "\"" + name + "\" is no character set that is known here; UTF-8, windows-1252, ISO-8859-1 and"
                                + " UTF-16LE are");
            }
        }
    }

    InitCommand(Cli.Ports ports) {
        this.ports = ports;
    }

    @Override
    public Integer call() throws IOException, RunException {
        Console console = ports.console(false);
        Source source = source();
        String job = name == null ? source.jobName() : name;
        if (!Source.isJobName(job)) {
            throw fault(
                    "\"" + job + "\" is no name of a job: 1 to 64 of a-z, 0-9 and -, the first no -; say --name NAME");
        }
        FirstJob first;
        try {
            first = look(job, source);
        } catch (InputException e) {
            String fault = String.valueOf(e.getMessage())
                    .replace("input.csv.charset", "--charset")
                    .replace("input.csv.header: false", "--no-header");
            throw new RunException(ExitCode.USAGE, fault + "\nNothing was written.", e);
        }
        if (first.head().rows() == 0) {
            throw new RunException(
                    ExitCode.USAGE, source.file() + " has no row that could be sent. Nothing was written.");
        }
        Path target = folder.resolve(job + ".yaml").normalize();
        write(target, first.text());
        tell(console, target, first);
        return ExitCode.DONE.code();
    }

    /** The input, if it is one that can be looked at. */
    private Source source() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw fault(folder + ": there is no such folder; make it first");
        }
        Source source = Source.of(input == null ? only() : input);
        if (source.file() == null) {
            throw fault("standard input would be used up by the look; say --input FILE");
        }
        if (source.format() == null) {
            throw fault(source.file()
                    + ": the name tells no format; it should end in .csv, .tsv, .jsonl or .ndjson, or one of"
                    + " these and .gz");
        }
        Path file = source.file();
        if (!Files.exists(file)) {
            throw fault(file + ": there is no such file");
        }
        if (source.format() == JobFile.Input.Format.JSONL && (noHeader || !charset.equals(StandardCharsets.UTF_8))) {
            throw fault("--charset and --no-header are for CSV and TSV; JSON Lines are UTF-8 and have no header");
        }
        return source;
    }

    private Path only() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> inputs = files.filter(file -> Source.of(file).format() != null && Files.isRegularFile(file))
                    .sorted()
                    .toList();
            if (inputs.size() == 1) {
                return inputs.get(0);
            }
            throw fault(
                    inputs.isEmpty()
                            ? "no CSV, TSV or JSONL file in "
                                    + folder.toAbsolutePath().normalize() + "; say which: --input FILE"
                            : "several files in " + folder.toAbsolutePath().normalize() + " could be the input: "
                                    + String.join(
                                            ", ",
                                            inputs.stream()
                                                    .map(file -> String.valueOf(file.getFileName()))
                                                    .toList())
                                    + "; say which: --input FILE");
        }
    }

    private FirstJob look(String job, Source source) throws InputException {
        Path file = Objects.requireNonNull(source.file(), "standard input is no file to look at");
        InputHead head = InputHead.of(source.input(charset, !noHeader), file, LOOKED_AT);
        boolean usual = charset.equals(StandardCharsets.UTF_8);
        return new FirstJob(job, worker, named(file), usual ? null : charset.name(), !noHeader, head);
    }

    /** Relative where that is shorter to read, so that both may be moved together. */
    private String named(Path file) {
        Path whole = file.toAbsolutePath().normalize();
        Path from = folder.toAbsolutePath().normalize();
        boolean near = Objects.equals(whole.getRoot(), from.getRoot())
                && from.relativize(whole).getNameCount() <= whole.getNameCount();
        return (near ? from.relativize(whole) : whole).toString();
    }

    private void write(Path file, String text) throws IOException {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    file + " is there already and stays as it is; say --name NAME for another one",
                    e);
        }
    }

    private void tell(Console console, Path file, FirstJob first) {
        InputHead head = first.head();
        String key = first.key();
        String seen = first.seen();
        console.say("Looked at " + seen + " of " + first.file() + ": columns "
                + String.join(
                        ", ",
                        head.columns().stream().map(InputHead.Column::name).toList())
                + "; key "
                + (key == null ? "by content, since no column has another value in each row" : key)
                + (head.rejected() == 0
                        ? ""
                        : "; " + head.rejected() + " more could not be read (validate shows why)"));
        if (!first.unnamable().isEmpty()) {
            console.warn("Not in the text of a task, since no {{tag}} of a template can name it: "
                    + String.join(", ", first.unnamable()) + ". Another header would do");
        }
        boolean named = !JobDraft.PLACEHOLDER.equals(worker);
        console.say("Wrote " + file + ". Say in task.input what is to be done"
                + (named ? "" : "; a real run needs the id of your own worker in worker.id") + ". Then:");
        String jobFile = Shell.word(file.toString());
        console.say("  " + Program.command() + " validate " + jobFile + (named ? "" : " --sandbox"));
        console.say("  " + Program.command() + " run " + jobFile + " --sandbox");
        if (json) {
            console.data(CheckLines.draft(file, first.file(), key, head));
        }
    }

    private ParameterException fault(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
