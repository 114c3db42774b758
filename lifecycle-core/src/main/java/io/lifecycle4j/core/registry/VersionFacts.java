package io.lifecycle4j.core.registry;

import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.VersionNotes;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a home knows of a version.
 *
 * @param notes what people say about it
 * @param evaluations oldest first; none is read before it is asked for
 * @param headline the one of them that stands for the version
 * @param verdicts what the gates said last; none if it was never judged
 * @param policies the policy that it fulfilled last, by alias
 * @param params those of its run, or what is known of a version that was trained elsewhere
 */
record VersionFacts(
    ModelVersion version,
    VersionNotes notes,
    List<KeptEvaluation> evaluations,
    Optional<Evaluated> headline,
    List<GateVerdict> verdicts,
    Map<String, String> policies,
    Map<String, String> params) {
  /** Asks for a version of the registry, whose run may be in the tracker. */
  static VersionFacts of(ModelVersion version, ModelRegistry registry, ExperimentTracker tracker) {
    ModelState state = new ModelVersions(version.model(), registry).state();
    Evaluations.Found found = state.evaluations().of(version.number());
    return new VersionFacts(
        version,
        state.versions().get(version.number() - 1).notes(),
        new EvaluationFiles(registry).evaluations(found),
        found.headline().map(Evaluations.Named::change),
        found.verdicts(),
        policies(found, state.policies()),
        params(version.manifest().provenance(), tracker));
  }

  /** Says each policy; one that was changed since by its digest. */
  private static Map<String, String> policies(Evaluations.Found found, Policies now) {
    Map<String, String> policies = new TreeMap<>();
    found
        .met()
        .forEach(
            (alias, digest) ->
                policies.put(
                    alias,
                    now.find(alias)
                        .filter(policy -> policy.digest().equals(digest))
                        .map(PromotionPolicy::toString)
                        .orElse("policy " + digest + ", which was changed since")));
    return policies;
  }

  private static Map<String, String> params(Provenance origin, ExperimentTracker tracker) {
    Map<String, String> params = new TreeMap<>();
    if (origin instanceof Provenance.External external) {
      params.putAll(external.facts());
    } else if (origin instanceof Provenance.Trained trained) {
      tracker
          .find(trained.run())
          .ifPresent(run -> run.params().forEach((name, value) -> params.put(name, value.text())));
    }
    return params;
  }

  /** Returns the evaluation whose figures stand for the version; empty if there is none. */
  Optional<KeptEvaluation> shown() {
    return evaluations.stream()
        .filter(kept -> headline.equals(Optional.of(kept.change())))
        .findFirst();
  }
}
