package com.handinger.batch.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import tools.jackson.databind.json.JsonMapper;

/** The runs of one store, their settings and their starts. Each call is one statement or joins the caller's transaction. */
public final class LedgerRuns {

    private static final String COLUMNS = "run_no, run_id, state, base_url, directory, settings_no, generation,"
            + " input_name, input_settings, input_fingerprint, input_columns, created_at";

    private final JdbcTemplate jdbc;
    private final JsonMapper json = JsonMapper.builder().build();
    private final RowMapper<RunRecord> mapper = this::map;

    /** Reads and writes through the given connection source. */
    public LedgerRuns(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The job's run of this id; null when there is none. */
    public @Nullable RunRecord find(String job, String runId) {
        return first(jdbc.query(
                "select " + COLUMNS
                        + " from ledger_run where job = ? and run_id = ? and state not in ('LOADING', 'PRUNED')"
                        + " order by run_no desc",
                mapper,
                job,
                runId));
    }

    /**
     * The newest run of the job that was not given up; other jobs may share the store.
     *
     * @param sandbox whether to look among the runs of the embedded sandbox, or among all others
     */
    public @Nullable RunRecord latest(String job, boolean sandbox) {
        String server = "base_url " + (sandbox ? "=" : "<>") + " '" + RunRecord.SANDBOX + "'";
        return first(jdbc.query(
                "select " + COLUMNS + " from ledger_run where job = ? and state in ('OPEN', 'FINISHED') and " + server
                        + " order by run_no desc limit 1",
                mapper,
                job));
    }

    /** The newest run of this job that has not ended; null without one. */
    public @Nullable RunRecord latestOpen(String job, String baseUrl) {
        return first(jdbc.query(
                "select " + COLUMNS + " from ledger_run where job = ? and state = 'OPEN' and base_url = ?"
                        + " order by run_no desc limit 1",
                mapper,
                job,
                baseUrl));
    }

    /** The run of this number. */
    public RunRecord get(int number) {
        RunRecord run = first(jdbc.query("select " + COLUMNS + " from ledger_run where run_no = ?", mapper, number));
        if (run == null) {
            throw new IllegalStateException("run " + number + " is not in the ledger");
        }
        return run;
    }

    private static @Nullable RunRecord first(List<RunRecord> runs) {
        return runs.isEmpty() ? null : runs.get(0);
    }

    /** Writes the run as it is now. */
    public void save(RunRecord run) {
        jdbc.update(
                "update ledger_run set run_id = ?, state = ?, base_url = ?, directory = ?, settings_no = ?,"
                        + " generation = ?, input_name = ?, input_settings = ?, input_fingerprint = ?,"
                        + " input_columns = ? where run_no = ?",
                run.id(),
                run.state().name(),
                run.baseUrl(),
                run.directory(),
                run.settingsNo(),
                run.generation(),
                run.input().name(),
                run.input().settings(),
                run.input().fingerprint(),
                json.writeValueAsString(run.input().columns()),
                run.number());
    }

    /** A new run, still {@link RunRecord.State#LOADING}. */
    int create(LedgerLoad.RunIdentity identity, String createdAt) {
        jdbc.update(
                "insert into ledger_run(job, run_id, state, base_url, directory, settings_no, input_name, input_settings,"
                        + " input_fingerprint, input_columns, created_at) values (?, ?, ?, ?, ?, 0, '', '', '', '[]', ?)",
                identity.job(),
                identity.runId(),
                RunRecord.State.LOADING.name(),
                identity.baseUrl(),
                identity.directory(),
                createdAt);
        return number("select max(run_no) from ledger_run");
    }

    /** The number of these settings, which are kept once. */
    public int settingsNo(TaskSettings settings) {
        List<Integer> known = jdbc.queryForList(
                "select settings_no from ledger_settings where worker = ? and budget_template = ?"
                        + " and input_template = ? and continues_template is not distinct from ?"
                        + " and coalesce(when_template, '') = ? and file_templates = ?",
                Integer.class,
                settings.worker(),
                settings.budgetTemplate(),
                settings.inputTemplate(),
                settings.continuesTemplate(),
                settings.when() == null ? "" : settings.when(),
                json.writeValueAsString(settings.fileTemplates()));
        if (!known.isEmpty()) {
            return known.get(0);
        }
        jdbc.update(
                "insert into ledger_settings(worker, template, input_template, budget_template, continues_template,"
                        + " when_template, file_templates) values (?, ?, ?, ?, ?, ?, ?)",
                settings.worker(),
                settings.template(),
                settings.inputTemplate(),
                settings.budgetTemplate(),
                settings.continuesTemplate(),
                settings.when(),
                json.writeValueAsString(settings.fileTemplates()));
        return number("select max(settings_no) from ledger_settings");
    }

    /** The settings of this number. */
    public TaskSettings settings(int settingsNo) {
        List<TaskSettings> found = jdbc.query(
                "select worker, template, input_template, budget_template, continues_template, when_template,"
                        + " file_templates from ledger_settings where settings_no = ?",
                (rs, i) -> new TaskSettings(
                        rs.getString(1),
                        rs.getString(2),
                        rs.getString(3),
                        rs.getString(4),
                        rs.getString(5),
                        rs.getString(6),
                        texts(rs.getString(7))),
                settingsNo);
        if (found.isEmpty()) {
            throw new IllegalStateException("settings " + settingsNo + " are not in the ledger");
        }
        return found.get(0);
    }

    /** Every run of a job, the latest first. */
    public List<RunRecord> all(String job) {
        return listed("job = ? and state <> 'PRUNED'", job);
    }

    /** Runs of a job that are on their way out: a prune of them has begun, and has not ended. */
    public List<RunRecord> leaving(String job) {
        return listed("job = ? and state = 'PRUNED' and directory <> ''", job);
    }

    /** Runs of other jobs that share the store. */
    public List<RunRecord> others(String job) {
        return listed("job <> ? and state <> 'PRUNED'", job);
    }

    private List<RunRecord> listed(String which, String job) {
        return jdbc.query(
                "select " + COLUMNS + " from ledger_run where " + which + " order by run_no desc", mapper, job);
    }

    /** Sets the run's state. */
    public void mark(int runNo, RunRecord.State state) {
        jdbc.update("update ledger_run set state = ? where run_no = ?", state.name(), runNo);
    }

    /** Notes that a process begins to work on the run, and returns the number of this start. */
    public int startBegan(int runNo, String startedAt) {
        jdbc.update("insert into ledger_start(run_no, started_at) values (?, ?)", runNo, startedAt);
        return number("select max(start_no) from ledger_start");
    }

    /** Notes how a start ended. */
    public void startEnded(int startNo, String endedAt, int exitCode, String reason, RequestCounts requests) {
        jdbc.update(
                "update ledger_start set ended_at = ?, exit_code = ?, reason = ?, sends = ?, reads = ?,"
                        + " rate_limited = ?, faults = ? where start_no = ?",
                endedAt,
                exitCode,
                reason,
                requests.sends(),
                requests.reads(),
                requests.rateLimited(),
                requests.faults(),
                startNo);
    }

    /**
     * Notes what the start that begins now was told.
     *
     * @param limits as in {@link LastStart}
     * @param options as in {@link LastStart}
     */
    public void told(int runNo, String limits, String options) {
        jdbc.update("update ledger_run set limits = ?, options = ? where run_no = ?", limits, options, runNo);
    }

    /** Notes what it was found to need beyond that. */
    public void needs(int runNo, String options) {
        jdbc.update("update ledger_run set options = ? where run_no = ?", options, runNo);
    }

    /** What the last start of the run was told, and how the last one ended that worked; null when none began. */
    public @Nullable LastStart lastStart(int runNo) {
        List<LastStart> found = jdbc.query(
                "select s.started_at, s.ended_at, s.exit_code, s.reason, r.limits, r.options from ledger_run r"
                        + " left join ledger_start s on s.run_no = r.run_no"
                        + " where r.run_no = ? and r.limits is not null order by s.start_no desc limit 1",
                (rs, i) -> new LastStart(
                        rs.getString(1),
                        rs.getString(2),
                        rs.getObject(3, Integer.class),
                        rs.getString(4),
                        rs.getString(5),
                        rs.getString(6)),
                runNo);
        return found.isEmpty() ? null : found.get(0);
    }

    /** Whether a start of the run came as far as its first look-up or send. */
    public boolean began(int runNo) {
        Integer starts =
                jdbc.queryForObject("select count(*) from ledger_start where run_no = ?", Integer.class, runNo);
        return starts != null && starts > 0;
    }

    /** When the last start of the run that did anything came to its end; null when none did. */
    public @Nullable String lastEnd(int runNo) {
        return jdbc.queryForObject("select max(ended_at) from ledger_start where run_no = ?", String.class, runNo);
    }

    /** When a start of the job on this server last ended with exit code 0; null when none did. */
    public @Nullable Instant lastSuccess(String job, String baseUrl) {
        String at = jdbc.queryForObject(
                "select max(ended_at) from ledger_start join ledger_run on ledger_run.run_no = ledger_start.run_no"
                        + " where job = ? and base_url = ? and exit_code = 0",
                String.class,
                job,
                baseUrl);
        return at == null ? null : Instant.parse(at);
    }

    /** Requests of all starts of the run that ended in order. */
    public RequestCounts requests(int runNo) {
        RequestCounts counts = jdbc.queryForObject(
                "select coalesce(sum(sends), 0), coalesce(sum(reads), 0), coalesce(sum(rate_limited), 0),"
                        + " coalesce(sum(faults), 0) from ledger_start where run_no = ?",
                (rs, i) -> new RequestCounts(rs.getLong(1), rs.getLong(2), rs.getLong(3), rs.getLong(4)),
                runNo);
        return counts == null ? new RequestCounts(0, 0, 0, 0) : counts;
    }

    private List<String> texts(String array) {
        return List.of(json.readValue(array, String[].class));
    }

    private int number(String sql) {
        Integer number = jdbc.queryForObject(sql, Integer.class);
        if (number == null) {
            throw new IllegalStateException("no number: " + sql);
        }
        return number;
    }

    private RunRecord map(ResultSet rs, int index) throws SQLException {
        return new RunRecord(
                rs.getInt("run_no"),
                rs.getString("run_id"),
                RunRecord.State.valueOf(rs.getString("state")),
                rs.getString("base_url"),
                rs.getString("directory"),
                rs.getInt("settings_no"),
                rs.getInt("generation"),
                new RunRecord.LoadedInput(
                        rs.getString("input_name"),
                        rs.getString("input_settings"),
                        rs.getString("input_fingerprint"),
                        texts(rs.getString("input_columns"))),
                rs.getString("created_at"));
    }
}
