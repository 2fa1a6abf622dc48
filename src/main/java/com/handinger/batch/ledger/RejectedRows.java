package com.handinger.batch.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * The rejected rows of a run, as far as they are compared with those of another input. Their order does not count.
 *
 * @param content sum of the digests of the rows: their columns, or the reason where they have none
 */
record RejectedRows(long count, long content) {

    private static final String ROWS = """
            select r.row_key, r.row_columns, a.error_message
              from ledger_work w join ledger_row r on r.row_id = w.row_id
              left join ledger_answer a on a.row_id = w.row_id and a.attempt = w.attempt
            where w.run_no = ? and w.state = 'J'
            """;

    static RejectedRows of(JdbcTemplate jdbc, int runNo) {
        Sum sum = new Sum();
        jdbc.query(ROWS, sum, runNo);
        return new RejectedRows(sum.count, sum.content);
    }

    private static final class Sum implements RowCallbackHandler {
        private final MessageDigest digest = sha256();
        private long count;
        private long content;

        @Override
        public void processRow(ResultSet rs) throws SQLException {
            String columns = rs.getString("row_columns");
            part(rs.getString("row_key"));
            // The reason may name the line of another row, which moves.
            part(columns == null ? rs.getString("error_message") : columns);
            count++;
            content += ByteBuffer.wrap(digest.digest()).getLong();
        }

        private void part(@Nullable String text) {
            byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES)
                    .putInt(text == null ? -1 : bytes.length)
                    .flip());
            digest.update(bytes);
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java runtime has SHA-256", e);
            }
        }
    }
}
