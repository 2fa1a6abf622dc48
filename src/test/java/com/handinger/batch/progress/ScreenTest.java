package com.handinger.batch.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private final Glass glass = new Glass(20);
    private final Screen screen = new Screen(new PrintStream(glass, false, StandardCharsets.UTF_8));

    /** As much of a terminal as the block uses; it wraps long lines, and has all its lines on show. */
    private static final class Glass extends ByteArrayOutputStream {

        private int columns;
        private boolean wrapping = true;
        private int writes;
        private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
        private int row;
        private int column;

        Glass(int columns) {
            this.columns = columns;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            writes++;
            String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
            int at = 0;
            while (at < text.length()) {
                at = text.charAt(at) == '\u001b' ? command(text, at + 2) : put(text, at);
            }
        }

        private int command(String text, int from) {
            int end = from;
            while (!Character.isLetter(text.charAt(end))) {
                end++;
            }
            switch (text.charAt(end)) {
                case 'h', 'l' -> wrapping = text.startsWith("?7h", from);
                case 'A' -> row = Math.max(0, row - Integer.parseInt(text.substring(from, end)));
                case 'K' ->
                    lines.get(row).setLength(Math.min(column, lines.get(row).length()));
                case 'J' -> {
                    lines.get(row).setLength(Math.min(column, lines.get(row).length()));
                    lines.subList(row + 1, lines.size()).clear();
                }
                default -> throw new IllegalArgumentException("unknown command " + text.charAt(end));
            }
            return end + 1;
        }

        private int put(String text, int at) {
            char c = text.charAt(at);
            if (c == '\r') {
                column = 0;
            } else if (c == '\n') {
                down();
            } else {
                if (column == columns && wrapping) {
                    down();
                }
                column = Math.min(column, columns - 1);
                StringBuilder line = lines.get(row);
                while (line.length() <= column) {
                    line.append(' ');
                }
                line.setCharAt(column++, c);
            }
            return at + 1;
        }

        private void down() {
            column = 0;
            if (++row == lines.size()) {
                lines.add(new StringBuilder());
            }
        }

        /** Gets another width, wraps what is there as most terminals do, and takes the cursor along with its line. */
        void resize(int width) {
            List<String> before = lines.stream().map(StringBuilder::toString).toList();
            int cursor = row;
            lines.clear();
            lines.add(new StringBuilder());
            row = 0;
            columns = width;
            int at = 0;
            for (int line = 0; line < before.size(); line++) {
                put(line == 0 ? "" : "\n");
                at = line == cursor ? row : at;
                put(before.get(line));
            }
            row = at;
            column = 0;
        }

        private void put(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            write(bytes, 0, bytes.length);
        }

        String text() {
            return String.join("\n", lines.stream().map(StringBuilder::toString).toList());
        }
    }

    private void assertShows(String... lines) {
        assertThat(glass.text()).isEqualTo(String.join("\n", lines));
        assertThat(glass.column).isZero();
        assertThat(glass.wrapping).isTrue();
    }

    @Test
    void withoutABlockEverythingGoesThrough() {
        screen.stream().print("How many? ");
        assertThat(glass.text()).isEqualTo("How many? ");
    }

    @Test
    void theBlockStaysAtTheFootAndMessagesComeAboveItInOrder() {
        screen.stream().println("launch");
        screen.show(List.of("one", "", "three"));
        assertShows("launch", "one", "", "three");

        screen.stream().println("a warning that is longer than a line");
        screen.stream().print("part of ");
        assertShows("launch", "a warning that is lo", "nger than a line", "one", "", "three");
        screen.stream().println("one");
        screen.stream().printf("two%nthree%n");
        screen.show(List.of("1", "2", "3"));
        assertShows("launch", "a warning that is lo", "nger than a line", "part of one", "two", "three", "1", "2", "3");

        screen.stream().print("begun");
        screen.clear();
        assertThat(glass.text()).endsWith("three\nbegun");
        screen.clear();
        assertThat(glass.text()).endsWith("three\nbegun");
    }

    @Test
    void aFrameIsOneWrite() {
        screen.show(List.of("one", "two"));
        screen.show(List.of("One", "two"));
        screen.stream().println("message");
        assertThat(glass.writes).isLessThanOrEqualTo(2 + 2);
    }

    @Test
    void anotherWidthLeavesNothingOfTheFormerFrame() {
        screen.stream().println("launch");
        screen.show(List.of("a line of 16 col", "", "nothing here"));
        glass.resize(10);
        screen.show(List.of("a line", "", "nothing"));
        assertShows("launch", "a line", "", "nothing");
        glass.resize(30);
        screen.show(List.of("a line that is longer"));
        assertShows("launch", "a line that is longer");
    }

    @Test
    void aWidthThatChangesBeforeAnybodyIsToldCutsTheFrame() {
        screen.stream().println("launch");
        screen.show(List.of("a line of 16 col", "", "nothing here"));
        for (int width : new int[] {12, 9, 7, 15, 5}) {
            glass.resize(width);
            screen.show(List.of("a line of 16 col", "", "nothing here"));
        }
        screen.stream().println("done");
        screen.show(List.of("a", "", "n"));
        assertThat(glass.text()).endsWith("done\na\n\nn").doesNotContain("nothi");
    }

    @Test
    void whatATypistEchoesIsErased() {
        screen.show(List.of("one", "two"));
        glass.put("^C");
        screen.show(List.of("one", "two"));
        assertShows("one", "two");
    }

    @Test
    void theLastWordsStandInPlaceOfTheBlock() {
        assertThat(screen.lastWords("left")).isEqualTo("left\n");
        screen.stream().println("launch");
        screen.show(List.of("one", "two"));
        glass.put(screen.lastWords("left"));
        assertThat(glass.text()).isEqualTo("launch\nleft\n");
        screen.json();
        assertThat(screen.lastWords("left")).startsWith("{").endsWith("\"message\":\"left\"}\n");
    }

    @Test
    void nothingIsLeftOfItAtTheEnd() {
        screen.stream().println("launch");
        screen.show(List.of("one", "two"));
        screen.clear();
        screen.stream().println("done");
        assertThat(glass.text()).isEqualTo("launch\ndone\n");
    }

    @Test
    void coloursTakeNoColumns() {
        assertThat(Block.width("\u001b[31m3 failed\u001b[0m")).isEqualTo("3 failed".length());
    }
}
