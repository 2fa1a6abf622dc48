package com.handinger.batch.input;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks the names of CSV columns: each must be there, and once. All faults are told at once. */
final class ColumnNames {

    private ColumnNames() {}

    static void checkHeader(List<String> names, long line) throws InputException {
        List<String> faults = faults(names);
        if (!faults.isEmpty()) {
            throw InputException.ofData("line " + line + ": the header cannot be used: " + String.join("; ", faults)
                    + "; give every column a name of its own");
        }
        if (names.stream().anyMatch(name -> name.indexOf('\0') >= 0)) {
            throw InputException.ofData(
                    "line " + line + ": the header holds NUL characters, as if the file were UTF-16;"
                            + " set input.csv.charset to the charset it is written in");
        }
    }

    static void checkJobFile(List<String> names) throws InputException {
        List<String> faults = faults(names);
        if (!faults.isEmpty()) {
            String key = "input.csv.columns";
            String found = "cannot be used: " + String.join("; ", faults);
            String cure = "give every column a name of its own";
            throw InputException.ofJob(
                    key + " " + found + "; " + cure, List.of(new InputException.Misfit(key, found, cure, null)));
        }
    }

    private static List<String> faults(List<String> names) {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).isBlank() ? "" : names.get(i);
            places.computeIfAbsent(name, n -> new ArrayList<>()).add(i + 1);
        }
        List<String> faults = new ArrayList<>();
        places.forEach((name, at) -> {
            if (name.isEmpty()) {
                faults.add("no name at " + places(at));
            } else if (at.size() > 1) {
                faults.add("\"" + name + "\" at " + places(at));
            }
        });
        return faults;
    }

    private static String places(List<Integer> at) {
        List<String> numbers = at.stream().map(String::valueOf).toList();
        return (at.size() == 1 ? "column " : "columns ") + String.join(", ", numbers);
    }
}
