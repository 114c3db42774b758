package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.core.registry.gates.GateFigures.figure;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.number;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.registry.Comparison;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Compares a metric of two models on the same rows. */
final class PairedComparison implements Comparison {
  private static final String MORE_ROWS = "; hold out more rows, or ";
  private static final String WIDER = MORE_ROWS + "set a wider margin (within)";
  private static final String BETTER = MORE_ROWS + "train a better network";

  private final String metric;
  private final String words;
  private final String rival;
  private final ScoredRows own;
  private final ScoredRows other;
  private final Optional<GateVerdict> problem;
  private final Level level;

  /**
   * Creates a comparison at the usual level.
   *
   * @param words the metric of these rows in words
   * @param rival what is compared with, such as {@code fashion:1}
   * @param problem the verdict if it cannot be compared; empty if it can
   */
  PairedComparison(
      String metric,
      String words,
      String rival,
      ScoredRows own,
      ScoredRows other,
      Optional<GateVerdict> problem) {
    this(metric, words, rival, own, other, problem, Level.USUAL);
  }

  private PairedComparison(
      String metric,
      String words,
      String rival,
      ScoredRows own,
      ScoredRows other,
      Optional<GateVerdict> problem,
      Level level) {
    this.metric = metric;
    this.words = words;
    this.rival = rival;
    this.own = own;
    this.other = other;
    this.problem = problem;
    this.level = level;
  }

  /** Compares two versions. */
  static PairedComparison of(String metric, GateSubject candidate, GateSubject rival, Level level) {
    Optional<GateVerdict> problem =
        GateFigures.incomparable(candidate.rows(), metric)
            .or(() -> ofRival(metric, rival))
            .or(
                () ->
                    unpaired(candidate, rival).map(why -> GateFigures.error(metric, why).build()));
    return new PairedComparison(
        metric,
        candidate.words(metric),
        rival.label(),
        candidate.rows(),
        rival.rows(),
        problem,
        level);
  }

  /** Names the other version; that a problem is of the candidate goes without saying. */
  private static Optional<GateVerdict> ofRival(String metric, GateSubject rival) {
    return GateFigures.incomparable(rival.rows(), metric)
        .map(why -> GateFigures.of(rival.label(), why));
  }

  private static Optional<String> unpaired(GateSubject candidate, GateSubject rival) {
    if (candidate.rows().rows() == rival.rows().rows()
        && candidate.columns().equals(rival.columns())) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s was scored on %d rows and %s on %d (must be the same rows)",
            candidate.label(),
            candidate.rows().rows(),
            rival.label(),
            rival.rows().rows()));
  }

  @Override
  public GateVerdict notWorseBy(double margin) {
    check(
        margin > 0 && Double.isFinite(margin),
        "Invalid margin for %s: %s (must be positive and finite)",
        metric,
        margin);
    String gate = words + " not worse by " + number(margin);
    if (problem.isPresent()) {
      return problem.get().of(gate);
    }
    return PairedAccuracy.of(metric, own, other)
        .map(pairs -> notWorse(gate, margin, pairs))
        .orElseGet(() -> notWorseByBootstrap(gate, margin));
  }

  private GateVerdict notWorse(String gate, double margin, PairedAccuracy pairs) {
    if (margin >= 1) {
      return GateFigures.error(
              gate, "margin for " + metric + " is " + margin + " (must be a share, below 1)")
          .build();
    }
    double score = pairs.score(margin);
    Figures said = new Figures(gate).and("margin", margin).and("z", score);
    Interval bounds = pairs.worsening(level);
    said.and(bounds);
    String figures =
        difference(bounds, margin) + ", margin " + number(margin) + GateFigures.score(score, level);
    if (score >= level.critical()) {
      return said.verdict(Verdict.PASS, figures);
    }
    if (pairs.difference() < -margin) {
      return said.verdict(Verdict.FAIL, figures);
    }
    long needed = pairs.rowsNeeded(margin, level);
    String about =
        needed > pairs.rows()
            ? "; if both are equally good, about "
                + needed
                + (pairs.rows() < own.rows() ? " such" : "")
                + " rows are needed in all"
            : "";
    return said.and("detectable", pairs.detectable(level))
        .verdict(
            Verdict.INCONCLUSIVE,
            figures + WIDER + about + GateFigures.power(pairs.detectable(level), margin));
  }

  private GateVerdict notWorseByBootstrap(String gate, double margin) {
    Figures said = new Figures(gate).and("margin", margin);
    int carrying = carrying();
    if (carrying < PairedBootstrap.MIN_ROWS) {
      return said.verdict(
          Verdict.INCONCLUSIVE,
          figures() + ", margin " + number(margin) + GateFigures.tooFew(carrying, own.rows()));
    }
    PairedBootstrap bounds = PairedBootstrap.of(metric, own, other, level);
    said.and(bounds.interval());
    String interval = difference(bounds.interval(), margin) + ", margin " + number(margin);
    if (bounds.restsOnFew()) {
      return said.verdict(Verdict.INCONCLUSIVE, interval + GateFigures.FEW_ROWS + WIDER);
    }
    if (bounds.upper() <= margin) {
      return said.verdict(Verdict.PASS, interval);
    }
    return bounds.lower() > margin
        ? said.verdict(Verdict.FAIL, interval)
        : said.and("detectable", bounds.detectable(level))
            .verdict(
                Verdict.INCONCLUSIVE,
                interval + WIDER + GateFigures.power(bounds.detectable(level), margin));
  }

  @Override
  public OptionalDouble chanceNotWorseBy(double margin) {
    check(
        margin >= 0 && Double.isFinite(margin),
        "Invalid margin for %s: %s (must be finite, and not negative)",
        metric,
        margin);
    if (problem.isPresent() || carrying() < PairedBootstrap.MIN_ROWS) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        PairedAccuracy.of(metric, own, other)
            .map(pairs -> pairs.chanceNotWorse(margin))
            .orElseGet(
                () ->
                    PairedBootstrap.of(metric, own, other, level)
                        .notWorse()
                        .applyAsDouble(margin)));
  }

  @Override
  public double level() {
    return level.chance();
  }

  @Override
  public Comparison among(int comparisons) {
    check(comparisons >= 1, "Invalid number of comparisons: %s (must be at least 1)", comparisons);
    return new PairedComparison(
        metric, words, rival, own, other, problem, level.among(comparisons));
  }

  @Override
  public GateVerdict better() {
    String gate = words + " better than " + rival;
    if (problem.isPresent()) {
      return problem.get().of(gate);
    }
    int carrying = carrying();
    if (carrying < PairedBootstrap.MIN_ROWS) {
      return new Figures(gate)
          .verdict(Verdict.INCONCLUSIVE, figures() + GateFigures.tooFew(carrying, own.rows()));
    }
    return PairedAccuracy.of(metric, own, other)
        .map(pairs -> better(gate, pairs))
        .orElseGet(() -> better(gate, PairedBootstrap.of(metric, own, other, level)));
  }

  private GateVerdict better(String gate, PairedAccuracy pairs) {
    double score = pairs.score(0);
    Interval bounds = pairs.worsening(level);
    Figures said = new Figures(gate).and("z", score).and(bounds);
    String shown = difference(bounds, 0) + GateFigures.score(score, level);
    if (score >= level.critical()) {
      return said.verdict(Verdict.PASS, shown);
    }
    return pairs.difference() < 0
        ? said.verdict(Verdict.FAIL, shown)
        : said.and("detectable", pairs.detectable(level))
            .verdict(Verdict.INCONCLUSIVE, shown + BETTER + needed(pairs));
  }

  private GateVerdict better(String gate, PairedBootstrap worse) {
    Figures said = new Figures(gate).and(worse.interval());
    String interval = difference(worse.interval(), 0);
    if (worse.restsOnFew()) {
      return said.verdict(Verdict.INCONCLUSIVE, interval + GateFigures.FEW_ROWS + BETTER);
    }
    if (worse.upper() < 0) {
      return said.verdict(Verdict.PASS, interval);
    }
    return worse.lower() >= 0
        ? said.verdict(Verdict.FAIL, interval)
        : said.and("detectable", worse.detectable(level))
            .verdict(
                Verdict.INCONCLUSIVE,
                interval + BETTER + GateFigures.power(worse.detectable(level), 0));
  }

  private String needed(PairedAccuracy pairs) {
    String power = GateFigures.power(pairs.detectable(level), 0);
    return pairs.difference() > 0
        ? String.format(
            Locale.ROOT,
            "%s; if it is better by %s, about %d%s rows are needed in all",
            power,
            figure(pairs.difference()),
            pairs.rowsToBeBetter(level),
            pairs.rows() < own.rows() ? " such" : "")
        : power;
  }

  /** Says the difference and its interval first, since these are what people ask for. */
  private String difference(Interval bounds, double margin) {
    return String.format(
        "%s %s (%s, %s): %s",
        words,
        GateFigures.difference(own.worsening(metric, own.metric(metric), other.metric(metric))),
        GateFigures.worsening(bounds.lower(), bounds.upper(), margin),
        level.interval(),
        values());
  }

  private String figures() {
    return words + " " + values();
  }

  /** Says the values, and on how many rows. */
  private String values() {
    return String.format(
        Locale.ROOT,
        "%s against %s of %s on the same %s%s",
        figure(own.metric(metric)),
        figure(other.metric(metric)),
        rival,
        counted(own.rows(), "row"),
        GateFigures.restsOn(carrying(), own.rows()));
  }

  private int carrying() {
    return PairedBootstrap.carrying(metric, own, other);
  }

  @Override
  public String toString() {
    return problem.map(GateVerdict::explanation).orElseGet(this::figures);
  }

  /** The numbers of a verdict. */
  private final class Figures {
    private final String gate;
    private final Map<String, Double> numbers = new TreeMap<>();

    Figures(String gate) {
      this.gate = gate;
      numbers.putAll(level.figures());
      and("candidate", own.metric(metric)).and("rival", other.metric(metric));
      and("rows", own.rows()).and("basis", carrying());
    }

    Figures and(String name, double value) {
      if (Double.isFinite(value)) {
        numbers.put(name, value);
      }
      return this;
    }

    Figures and(Interval worse) {
      return and("lower", worse.lower()).and("upper", worse.upper());
    }

    GateVerdict verdict(Verdict verdict, String explanation) {
      return GateVerdict.builder(gate, verdict, explanation + level.words())
          .figures(numbers)
          .build();
    }
  }
}
