package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.validation.RequestRules;
import io.lifecycle4j.core.validation.RequestRules.RowVerdict;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.validation.RequestRejectedException;
import io.lifecycle4j.validation.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the requests of one version, and applies the policy. Thread-safe. */
final class RequestGuard {
  private static final Logger LOG = LoggerFactory.getLogger(RequestGuard.class);

  private final String label;
  private final RequestRules rules;
  private final boolean rejects;

  RequestGuard(String label, RequestRules rules, InvalidRequestPolicy policy) {
    this.label = label;
    this.rules = rules;
    this.rejects = policy == InvalidRequestPolicy.REJECT;
  }

  /** Returns a verdict for use by one thread. */
  RowVerdict verdict() {
    return rules.verdict();
  }

  /** Checks a request, and throws if the policy rejects it; a valid one allocates nothing. */
  void check(Row request, RowVerdict verdict) {
    if (!rules.check(request, verdict)) {
      broken(request, verdict);
    }
  }

  private void broken(Row request, RowVerdict verdict) {
    List<Rule> refusing = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < rules.rules().size(); i++) {
      if (!verdict.isBroken(i)) {
        continue;
      }
      long count = rules.count(i);
      if (rejects && verdict.refuses(i)) {
        refusing.add(rules.rules().get(i));
        sentences.add(rules.sentence(i, request));
      } else if (Floods.isLogged(count)) {
        LOG.warn(
            "A request to {} breaks a rule: {}; {} times",
            label,
            rules.sentence(i, request),
            count);
      }
    }
    if (!refusing.isEmpty()) {
      throw new RequestRejectedException(
          "Cannot predict with " + label + ": " + String.join("; ", sentences), refusing);
    }
  }

  /** Returns the counts of the rules that were broken. */
  Map<Rule, Long> counts() {
    Map<Rule, Long> counts = new LinkedHashMap<>();
    for (int i = 0; i < rules.rules().size(); i++) {
      if (rules.counted(i) > 0) {
        counts.put(rules.rules().get(i), rules.counted(i));
      }
    }
    return counts;
  }
}
