package io.lifecycle4j.core.training;

import io.lifecycle4j.core.tracking.EnvironmentFolder;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.training.Reproduction;
import io.lifecycle4j.training.TrainingEnvironment;
import io.lifecycle4j.training.TrainingPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A training that is done again from what a version recorded.
 *
 * @param version the version
 * @param trained how it was trained
 */
public record RepeatedTraining(ModelVersion version, Provenance.Trained trained) {
  /** Times and rates, which are others each time. */
  private static final List<String> OF_TIME = List.of("_seconds", "_per_second");

  private static final String NATIVE = "native.";

  /**
   * Begins with a version.
   *
   * @throws InvalidValueException if no run of this home trained it
   */
  public static RepeatedTraining of(ModelVersion version) {
    if (version.manifest().provenance() instanceof Provenance.Trained trained) {
      return new RepeatedTraining(version, trained);
    }
    throw new InvalidValueException(
        "Cannot reproduce " + version.label() + ": it was trained elsewhere (must be of a run)");
  }

  /** Splits the same rows in the same way, with the parameters that the run recorded. */
  public TrainingPlan plan(Datasets datasets, Experiments experiments) {
    TrainingOrigin rows = new TrainingOrigin(trained.data(), trained.plan(), Map.of());
    TrainingPlan.Builder plan = TrainingPlan.on(rows.split(datasets));
    if (experiments.find(trained.run()).filter(ResumedTraining::isTraining).isPresent()) {
      TrainingOrigin.read(experiments, trained.run()).parameters().forEach(plan::parameter);
    }
    return plan.build();
  }

  /** Returns the environment that the run recorded. */
  public TrainingEnvironment environment(Experiments experiments) {
    EnvironmentCapsule facts =
        experiments
            .environment(trained.run())
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "Environment does not exist: of run "
                            + trained.run()
                            + ", which trained "
                            + version.label()));
    return new RecordedEnvironment(version, trained.run(), facts);
  }

  private record RecordedEnvironment(ModelVersion version, String run, EnvironmentCapsule facts)
      implements TrainingEnvironment {
    @Override
    public void writeTo(Path folder) {
      EnvironmentFolder.write(facts, version.label(), run, folder);
    }
  }

  /**
   * Compares what is recorded with what came out.
   *
   * @param repeated the manifest of the repeated training, which is registered nowhere
   * @param run its run, which has ended
   */
  public Reproduction compare(ModelManifest repeated, String run, Experiments experiments) {
    RunRecord now = experiments.find(run).orElseThrow();
    Optional<RunRecord> before = experiments.find(trained.run());
    Map<String, String> recorded = before.map(RepeatedTraining::metrics).orElseGet(TreeMap::new);
    Map<String, String> made = metrics(now);
    Set<String> shared = new TreeSet<>(recorded.keySet());
    shared.retainAll(made.keySet());
    recorded.keySet().retainAll(shared);
    made.keySet().retainAll(shared);
    List<Difference> results =
        new ArrayList<>(differences("file ", weights(version.manifest()), weights(repeated)));
    results.addAll(differences("metric ", recorded, made));
    List<Difference> facts = new ArrayList<>();
    before.ifPresentOrElse(
        old -> facts.addAll(differences("parameter ", params(old), params(now))),
        () -> facts.add(new Difference("run", Optional.of(trained.run()), Optional.empty())));
    before.ifPresent(old -> facts.addAll(differences("tag ", stopped(old), stopped(now))));
    facts.addAll(differences("engine ", trained.environment(), engine(repeated)));
    before.ifPresent(old -> facts.addAll(environment(old.id(), run, experiments)));
    return new Reproduction(version, run, shared.size(), results, facts);
  }

  private static Map<String, String> engine(ModelManifest manifest) {
    return manifest.provenance().environment();
  }

  private static Map<String, String> weights(ModelManifest manifest) {
    Map<String, String> files = new TreeMap<>();
    for (StoredFile file : manifest.artifact().files()) {
      files.put(file.name(), file.blob().sha256());
    }
    return files;
  }

  private static Map<String, String> metrics(RunRecord run) {
    Map<String, String> values = new TreeMap<>();
    run.metrics()
        .forEach(
            (name, summary) -> {
              if (!name.startsWith(RunRecord.SYSTEM)
                  && OF_TIME.stream().noneMatch(name::endsWith)) {
                values.put(name, Double.toString(summary.last().value()));
              }
            });
    return values;
  }

  private static Map<String, String> params(RunRecord run) {
    Map<String, String> texts = new TreeMap<>();
    run.params().forEach((name, param) -> texts.put(name, param.text()));
    return texts;
  }

  /** A rule of the plan that stopped the training is not stored, so that it stops no other one. */
  private static Map<String, String> stopped(RunRecord run) {
    Map<String, String> tags = new TreeMap<>(run.tags());
    tags.keySet().retainAll(Set.of(DefaultTrainingContext.STOPPED));
    return tags;
  }

  private static List<Difference> environment(String before, String now, Experiments experiments) {
    Optional<EnvironmentCapsule> recorded = experiments.environment(before);
    Optional<EnvironmentCapsule> repeated = experiments.environment(now);
    if (recorded.isEmpty() || repeated.isEmpty()) {
      return List.of();
    }
    return recorded.get().differencesOfProgram(repeated.get()).stream()
        .filter(found -> recorded.get().isRecorded(found.key()))
        .filter(found -> repeated.get().isRecorded(found.key()))
        .filter(RepeatedTraining::isOfBoth)
        .toList();
  }

  /** Which libraries of the system are loaded depends on what the process did before. */
  private static boolean isOfBoth(Difference found) {
    return !found.key().startsWith(NATIVE)
        || (found.left().isPresent() && found.right().isPresent());
  }

  private static List<Difference> differences(
      String what, Map<String, String> before, Map<String, String> now) {
    return EnvironmentCapsule.of(before).differences(EnvironmentCapsule.of(now)).stream()
        .map(found -> new Difference(what + found.key(), found.left(), found.right()))
        .toList();
  }
}
