package com.handinger.batch.input;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How templates see the values of {@link RowJson}. The library's own collector would look into Java objects by
 * reflection, so that {@code {{claim.length}}} would render.
 */
final class RowValues implements Mustache.Collector, Mustache.Formatter {

    /** Stands for a JSON null inside a list, which the library does not take. */
    private static final Object NULL = new Object();

    @Override
    public @Nullable Iterator<?> toIterator(Object value) {
        return value instanceof List<?> elements
                ? elements.stream()
                        .map(element -> element == null ? NULL : element)
                        .iterator()
                : null;
    }

    @Override
    public Mustache.VariableFetcher createFetcher(Object context, String name) {
        return RowValues::fetch;
    }

    private static @Nullable Object fetch(Object context, String name) {
        if (context instanceof Map<?, ?> members && members.containsKey(name)) {
            return members.get(name);
        }
        if (context instanceof List<?> elements
                && name.matches("\\d{1,9}")
                && Integer.parseInt(name) < elements.size()) {
            return elements.get(Integer.parseInt(name));
        }
        return Template.NO_FETCHER_FOUND;
    }

    @Override
    public <K, V> Map<K, V> createFetcherCache() {
        return new ConcurrentHashMap<>();
    }

    @Override
    public CharSequence format(Object value) {
        if (value == NULL) {
            throw new MustacheException("an element of a list is null");
        }
        return value instanceof Map || value instanceof List ? RowJson.text(value) : value.toString();
    }
}
