package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.registry.BetterThanBaseline;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.PolicyGate;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.registry.WithoutBaseline;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.BlobId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a version must fulfil before an alias moves forward to it: the policy of the alias, and the
 * gates that this process names beside it. Immutable.
 *
 * @param alias the alias
 * @param policy the digest of its policy; empty if it has none
 * @param gates those of the policy first
 * @param missing the verdicts of gates of the policy that this process does not know
 * @param digests those of the gates, and then of the missing ones
 * @param byDefault whether the last gate is required by default, as nobody said anything of
 *     baselines
 */
record Requirements(
    String alias,
    Optional<BlobId> policy,
    List<Gate> gates,
    List<GateVerdict> missing,
    List<BlobId> digests,
    boolean byDefault) {
  private static final List<Verdict> SEVEREST =
      List.of(Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE);

  /** So many verdicts are said, if there is not room for all. */
  private static final int MOST_SHOWN = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Requirements.class);

  /**
   * Returns those of an alias.
   *
   * @param cannot what cannot be done without them, for messages
   * @param named the gates that this process names
   * @param task that of the model
   * @throws NotFoundException if the policy requires a gate that this process does not know
   */
  static Requirements of(
      String cannot, String alias, ModelState state, List<Gate> named, Task<?> task) {
    Requirements known = known(alias, state, named, task);
    known.missing.stream()
        .findFirst()
        .ifPresent(
            gate -> {
              throw new NotFoundException(cannot + ": " + gate.explanation());
            });
    return known;
  }

  /** Returns those that this process knows. */
  static Requirements known(String alias, ModelState state, List<Gate> named, Task<?> task) {
    List<Gate> gates = new ArrayList<>();
    List<GateVerdict> missing = new ArrayList<>();
    List<BlobId> missed = new ArrayList<>();
    for (PolicyGate gate :
        state.policies().find(alias).map(PromotionPolicy::gates).orElse(List.of())) {
      try {
        gates.add(GateForm.read(gate, named));
      } catch (NotFoundException | CorruptDataException e) {
        LOG.debug("This process does not know the gate {}", gate, e);
        missing.add(missing(gate, alias, e));
        missed.add(GateForm.digest(gate));
      }
    }
    named.stream().filter(gate -> !gates.contains(gate)).forEach(gates::add);
    List<Gate> all = new ArrayList<>(GateChecks.withBaseline(gates, task));
    boolean byDefault = all.size() > gates.size();
    all.removeIf(WithoutBaseline.class::isInstance); // which judges nothing
    return new Requirements(
        alias,
        state.policies().digest(alias),
        List.copyOf(all),
        List.copyOf(missing),
        Stream.concat(all.stream().map(GateForm::digest), missed.stream()).toList(),
        byDefault);
  }

  /** Returns some of the gates alone. */
  Requirements only(List<Gate> some) {
    return new Requirements(
        alias, policy, some, List.of(), some.stream().map(GateForm::digest).toList(), byDefault);
  }

  /** Says what a gate found. */
  static String said(GateVerdict verdict) {
    return verdict.sentence() + suffix(verdict);
  }

  private static String suffix(GateVerdict verdict) {
    return switch (verdict.verdict()) {
      case INCONCLUSIVE -> " [inconclusive]";
      case ERROR -> " [error]";
      default -> "";
    };
  }

  /**
   * Says why a version is refused, first what rejects it; at the end, how to leave out what is
   * required by default. If that is too long for a message, each sentence is shortened.
   */
  String refusal(String cannot, List<GateVerdict> verdicts) {
    List<GateVerdict> failed =
        verdicts.stream()
            .filter(verdict -> !verdict.passed())
            .sorted(Comparator.comparing(each -> SEVEREST.indexOf(each.verdict())))
            .toList();
    String hint = hint(verdicts);
    String whole = failed.stream().map(Requirements::said).collect(Collectors.joining("; "));
    int left = LifecycleException.MAX_MESSAGE - cannot.length() - 2 - hint.length();
    if (whole.length() <= left) {
      return cannot + ": " + whole + hint;
    }
    int shown = Math.min(failed.size(), MOST_SHOWN);
    String rest = shown < failed.size() ? "; and " + (failed.size() - shown) + " more" : "";
    String end = rest + " (failures() has all)" + hint;
    int each = (LifecycleException.MAX_MESSAGE - cannot.length() - 2 - end.length()) / shown - 2;
    return failed.stream()
        .limit(shown)
        .map(verdict -> shortened(verdict.sentence(), each, suffix(verdict)))
        .collect(Collectors.joining("; ", cannot + ": ", end));
  }

  private static String shortened(String text, int most, String suffix) {
    int end = Math.max(1, most - suffix.length() - 1);
    return (text.length() <= end ? text : text.substring(0, end).strip() + "…") + suffix;
  }

  /** Says how to leave out what is required by default, if that rejects a version. */
  private String hint(List<GateVerdict> verdicts) {
    boolean rejects =
        byDefault
            && gates.stream()
                .filter(BetterThanBaseline.class::isInstance)
                .map(gates::indexOf)
                .anyMatch(place -> !verdicts.get(place).passed());
    return rejects
        ? " (baselines are compared with by default; the gate withoutBaseline(reason) leaves that"
            + " out)"
        : "";
  }

  private static GateVerdict missing(PolicyGate gate, String alias, LifecycleException e) {
    String why =
        String.format(
            "this process does not know the gate '%s' that the policy of %s requires: %s",
            gate, alias, e.getMessage());
    return GateVerdict.builder(gate.words(), Verdict.ERROR, why).build();
  }

  /** Writes into an entry that a version fulfils the policy, if there is one. */
  void met(Transition.Builder entry, String model, int version) {
    policy.ifPresent(digest -> entry.change(new PolicyMet(model, version, alias, digest)));
  }
}
