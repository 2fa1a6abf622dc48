package com.handinger.batch.input;

import com.samskivert.mustache.Mustache;
import java.util.Map;

/** Collects the columns that a template names. */
record TemplateNames(String key, Map<String, String> found) implements Mustache.Visitor {

    @Override
    public void visitText(String text) {}

    @Override
    public void visitVariable(String name) {
        if (!TemplateSyntax.SPECIAL.contains(name)) {
            found.putIfAbsent(name, key);
        }
    }

    @Override
    public boolean visitInclude(String name) {
        return false;
    }

    @Override
    public boolean visitSection(String name) {
        visitVariable(name);
        return true;
    }

    @Override
    public boolean visitInvertedSection(String name) {
        return visitSection(name);
    }
}
