package com.handinger.batch.output;

import com.handinger.batch.ledger.AuditFinding;
import java.io.Closeable;
import java.nio.file.Path;

/** {@code verify.jsonl}: everything that an audit found, one line each. It appears whole or not at all. */
public final class FindingsFile implements Closeable {

    /** Name of the file in the folder of a run. */
    public static final String NAME = "verify.jsonl";

    private final ResultFile file;

    private FindingsFile(ResultFile file) {
        this.file = file;
    }

    /** Begins the file in a folder that exists; what stood there stays until {@link #commit}. */
    public static FindingsFile open(Path directory) throws OutputException {
        return new FindingsFile(ResultFile.open(directory.resolve(NAME)));
    }

    /** Adds a line. */
    public void add(AuditFinding.Placed placed) throws OutputException {
        file.write(line(placed));
    }

    /** Puts the file in its place. */
    public void commit() throws OutputException {
        file.commit();
    }

    @Override
    public void close() throws OutputException {
        file.close();
    }

    static String line(AuditFinding.Placed placed) {
        AuditFinding finding = placed.finding();
        return JsonText.object(json -> {
                    json.writeNumberProperty("row", placed.row());
                    json.writeStringProperty("key", placed.key());
                    json.writeNumberProperty("attempt", placed.attempt());
                    json.writeStringProperty("task_id", placed.taskId());
                    json.writeStringProperty("kind", finding.kind().word());
                    json.writeNumberProperty("surplus_turns", finding.turns());
                    Long credits = finding.credits();
                    if (credits == null) {
                        json.writeNullProperty("credits");
                    } else {
                        json.writeNumberProperty("credits", credits);
                    }
                    json.writeStringProperty("message", finding.message());
                })
                + "\n";
    }
}
