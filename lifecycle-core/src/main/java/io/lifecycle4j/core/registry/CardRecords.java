package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.core.registry.card.CardFacts;
import io.lifecycle4j.core.registry.card.CardFacts.Measured;
import io.lifecycle4j.core.registry.card.CardFacts.Served;
import io.lifecycle4j.core.registry.card.CardFacts.Tested;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.ModelAlias;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Gathers what is on record of a version for its card. Thread-safe. */
record CardRecords(ModelRegistry registry, ExperimentTracker tracker, Holdouts holdouts) {
  /** The most sets of rows, and the most versions before, that a card compares. */
  private static final int MOST = 10;

  /** A plot has not many more pixels to show. */
  private static final int CURVE_POINTS = 500;

  CardFacts facts(ModelVersion version) {
    ModelVersions versions = new ModelVersions(version.model(), registry);
    ModelState state = versions.state();
    Optional<RunRecord> run = version.manifest().provenance().findRun().flatMap(tracker::find);
    return new CardFacts(
        version,
        registry.versions(version.model()).get(version.number() - 1).notes(),
        state.aliases().all().stream()
            .filter(alias -> alias.version() == version.number())
            .map(ModelAlias::name)
            .sorted()
            .toList(),
        production(versions.productionMoves(), version.number()),
        evaluations(state, version.number()).stream()
            .map(kept -> new Measured(kept, kept.evaluation()))
            .toList(),
        stressed(state, version.number()),
        state.evaluations().of(version.number()).verdicts(),
        holdouts.looks(version.model()).stream()
            .filter(look -> look.version() == version.number())
            .toList(),
        VersionExport.history(registry, version),
        run,
        run.map(found -> losses(found, version.manifest().task())).orElse(Map.of()),
        VersionDocument.findOrigin(RegisteredVersion.of(version), registry),
        before(state, version));
  }

  private Optional<Tested> stressed(ModelState state, int version) {
    return new EvaluationFiles(registry)
        .stressReports(state.evaluations().of(version)).stream()
            .reduce((before, newer) -> newer)
            .map(kept -> new Tested(kept, kept.report()));
  }

  private static List<Served> production(List<ProductionMove> moves, int version) {
    List<Served> served = new ArrayList<>();
    for (ProductionMove move : moves) {
      int last = served.size() - 1;
      if (last >= 0 && served.get(last).until().isEmpty()) {
        served.set(last, new Served(served.get(last).entry(), Optional.of(move.time())));
      }
      if (move.version() == version) {
        served.add(new Served(move.entry(), Optional.empty()));
      }
    }
    return List.copyOf(served);
  }

  /**
   * Returns the evaluation that stands for the version, and the newest on each other set of rows.
   */
  private List<KeptEvaluation> evaluations(ModelState state, int version) {
    Evaluations.Found found = state.evaluations().of(version);
    Optional<Evaluated> headline = found.headline().map(Evaluations.Named::change);
    List<KeptEvaluation> all = new ArrayList<>(new EvaluationFiles(registry).evaluations(found));
    Collections.reverse(all);
    Set<List<Object>> seen = new HashSet<>();
    return all.stream()
        .sorted(Comparator.comparing(kept -> !headline.equals(Optional.of(kept.change()))))
        .filter(kept -> seen.add(List.of(kept.change().data(), kept.change().rows())))
        .limit(MOST)
        .toList();
  }

  /** Returns what the trainer minimizes; metrics of the task are with their evaluation. */
  private Map<String, MetricHistory> losses(RunRecord run, Task<?> task) {
    Set<String> measured =
        task.metrics().stream()
            .map(metric -> "validation_" + metric.name())
            .collect(Collectors.toSet());
    measured.remove("validation_loss");
    Map<String, MetricHistory> losses = new TreeMap<>();
    for (String metric : run.metrics().keySet()) {
      if (metric.endsWith("loss")
          && !metric.startsWith(RunRecord.SYSTEM)
          && !metric.startsWith("baseline/")
          && !measured.contains(metric)) {
        losses.put(metric, tracker.history(run.id(), metric).downsampled(CURVE_POINTS));
      }
    }
    return losses;
  }

  /** Returns an evaluation of each of the last versions before one that have any. */
  private SortedMap<Integer, KeptEvaluation> before(ModelState state, ModelVersion version) {
    SortedMap<Integer, KeptEvaluation> before = new TreeMap<>();
    for (int number = version.number() - 1; number > 0 && before.size() < MOST; number--) {
      int found = number;
      evaluations(state, found).stream().findFirst().ifPresent(kept -> before.put(found, kept));
    }
    return before;
  }
}
