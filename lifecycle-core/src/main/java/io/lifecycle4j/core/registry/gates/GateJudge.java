package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges a candidate by the gates of a model.
 *
 * <p>Fails closed: a metric that is missing or not a number, and a gate that throws or returns
 * nothing, have the verdict {@link Verdict#ERROR}, which prevents the promotion. The same rows
 * always return the same verdicts. Not thread-safe.
 */
public final class GateJudge {
  private static final Logger LOG = LoggerFactory.getLogger(GateJudge.class);

  private static final int MAX_MESSAGE = 300;

  private final GateSubject candidate;
  private final Optional<GateSubject> production;
  private final HeldOutSlices slices;
  private final Level level;

  private GateJudge(
      GateSubject candidate, Optional<GateSubject> production, HeldOutSlices slices, Level level) {
    this.candidate = candidate;
    this.production = production;
    this.slices = slices;
    this.level = level;
  }

  /**
   * Judges a candidate by every gate, even after one has failed.
   *
   * @param production the version in production, scored on the same rows in the same order; empty
   *     if there is none
   * @return one verdict for each gate, in their order
   */
  public static List<GateVerdict> judge(
      List<? extends Gate> gates, GateSubject candidate, Optional<GateSubject> production) {
    HeldOutSlices slices = HeldOutSlices.of(gates, candidate.holdout());
    return judge(gates, candidate, production, slices, Level.USUAL);
  }

  /**
   * Judges a candidate like {@link #judge(List, GateSubject, Optional)}.
   *
   * @param slices those of the held-out rows
   * @param level that of comparisons with production
   */
  public static List<GateVerdict> judge(
      List<? extends Gate> gates,
      GateSubject candidate,
      Optional<GateSubject> production,
      HeldOutSlices slices,
      Level level) {
    GateJudge judge = new GateJudge(candidate, production, slices, level);
    return gates.stream().map(judge::judge).toList();
  }

  /** Returns the verdicts on a candidate that could not be scored, or not its rival. */
  public static List<GateVerdict> unscored(List<? extends Gate> gates, LifecycleException failure) {
    String why = shortened(String.valueOf(failure.getMessage()));
    return gates.stream()
        .map(gate -> GateVerdict.builder(words(gate), Verdict.ERROR, why).build())
        .toList();
  }

  /** Returns what a gate requires; its class if it cannot say so. */
  @SuppressWarnings("checkstyle:IllegalCatch") // its own methods may throw anything
  public static String words(Gate gate) {
    try {
      String words = gate.toString();
      return words == null || words.isBlank() ? gate.getClass().getName() : words;
    } catch (Throwable e) {
      return gate.getClass().getName();
    }
  }

  private GateVerdict judge(Gate gate) {
    String words = words(gate);
    GateLook look = new GateLook(words, slices, level, isAskedAgain(gate));
    GateVerdict said = judge(gate, words, look);
    if (!look.rowsRead()) {
      return said;
    }
    LOG.info("The gate {} read held-out rows, to judge {}", words, candidate.label());
    return verdict(said, words, said.explanation()).rowsRead().build();
  }

  /** Begins what a gate said in other words; whether it opened rows, it does not say itself. */
  private static GateVerdict.Builder verdict(GateVerdict said, String words, String why) {
    GateVerdict.Builder verdict =
        GateVerdict.builder(words, said.verdict(), why).figures(said.figures());
    if (said.unsafeToLoad()) {
      verdict.unsafeToLoad();
    }
    return said.undefinedMetric() ? verdict.undefinedMetric() : verdict;
  }

  private static boolean isAskedAgain(Gate gate) {
    return gate.needs().contains(GateNeed.MORE_THAN_ROWS);
  }

  /** Closes the look first: nobody can open rows once the verdict says that nobody did. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error is recorded as a verdict too
  private GateVerdict judge(Gate gate, String words, GateLook look) {
    try (look) {
      GateVerdict said =
          required(gate.judge(look.view(candidate), production.map(look::view)), "verdict");
      String why = FreeText.of("explanation of gate " + words, said.explanation());
      return verdict(said, words, why).build();
    } catch (Throwable e) {
      if (look.isMissing(e)) {
        return GateVerdict.builder(words, Verdict.ERROR, String.valueOf(e.getMessage())).build();
      }
      String text = "the check threw " + FreeText.of("failure of gate " + words, e);
      return GateVerdict.builder(words, Verdict.ERROR, shortened(text)).build();
    }
  }

  /** Returns the beginning of a message, which may be as long as a user's program made it. */
  private static String shortened(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
  }
}
