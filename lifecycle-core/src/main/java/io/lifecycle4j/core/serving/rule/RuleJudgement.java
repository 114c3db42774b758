package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.NumberComparison;
import io.lifecycle4j.core.serving.rule.RuleEvidence.Finding;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether a rule holds for a version.
 *
 * @param findings those that decide if it holds; else all
 */
record RuleJudgement(boolean holds, List<Finding> findings) {
  /** Judges by a rule that was checked. */
  static RuleJudgement of(Condition rule, RuleEvidence evidence) {
    if (rule instanceof NumberComparison comparison) {
      Finding finding = evidence.of(comparison);
      return new RuleJudgement(finding.holds(), List.of(finding));
    }
    boolean all = rule instanceof Condition.And;
    List<Condition> parts =
        rule instanceof Condition.And and ? and.parts() : ((Condition.Or) rule).parts();
    List<RuleJudgement> each = parts.stream().map(part -> of(part, evidence)).toList();
    boolean holds =
        all
            ? each.stream().allMatch(RuleJudgement::holds)
            : each.stream().anyMatch(RuleJudgement::holds);
    return new RuleJudgement(
        holds,
        each.stream()
            .filter(judged -> !holds || judged.holds)
            .flatMap(judged -> judged.findings.stream())
            .toList());
  }

  /** Returns the figures in words. */
  String said() {
    return said(findings);
  }

  static String said(List<Finding> findings) {
    return findings.stream().map(Finding::said).distinct().collect(Collectors.joining("; "));
  }

  /** Returns the same of the version before, which there must be, as far as it is compared. */
  List<Finding> ofBefore(RuleEvidence evidence) {
    return findings.stream()
        .filter(Finding::isCompared)
        .map(finding -> evidence.ofBefore(finding.comparison()))
        .toList();
  }

  Map<String, Double> figures(List<Finding> before) {
    Map<String, Double> figures = new TreeMap<>();
    findings.forEach(finding -> put(figures, finding, ""));
    before.forEach(finding -> put(figures, finding, " before"));
    return figures;
  }

  private static void put(Map<String, Double> figures, Finding finding, String whose) {
    String name = finding.comparison().subject() + whose;
    finding.value().ifPresent(value -> figures.put(name, value));
    if (finding.requests() > 0) {
      figures.put("requests of " + name, (double) finding.requests());
    }
  }
}
