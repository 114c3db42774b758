package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.serving.RuleDecision;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * What follows from a rule.
 *
 * @param rollback moves production back from a version
 * @param pace how soon a rollback that failed is tried again
 * @param heard hears of each decision that is written
 */
public record RuleActions(
    BiFunction<Integer, By, AuditRecord> rollback, Pace pace, Consumer<RuleDecision> heard) {}
