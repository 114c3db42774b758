package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.LiveModel;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.evaluation.AnswerChanges;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.PromotionPreview;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what promotions of one model would do, without a look at held-out rows. Thread-safe.
 *
 * @param live what answered requests of the model
 * @param tolerance how far two predicted numbers may differ to count as alike
 */
record Previews(Promotions promotions, ModelVersions versions, LiveModel live, double tolerance) {
  private static final Logger LOG = LoggerFactory.getLogger(Previews.class);

  /**
   * Looks at a promotion.
   *
   * @param promoter who would promote; empty if that is not known
   */
  PromotionPreview of(ModelVersion version, AliasTarget target, Optional<Actor> promoter) {
    List<String> refusals = promotions.refusals(version, target, promoter);
    ModelVersion candidate = versions.registered(version);
    ModelState state = versions.state();
    List<String> unanswered = new ArrayList<>();
    Optional<AnswerChanges> changes =
        changes(candidate, state.named(ModelRegistry.PRODUCTION), unanswered);
    OptionalDouble changed =
        changes.filter(all -> all.compared() > 0).stream()
            .mapToDouble(AnswerChanges::share)
            .findAny();
    Judging.Known known = promotions.known(candidate, target.alias(), state, changed);
    refusals.addAll(Promotions.failures(known.verdicts()));
    List<String> unknown = new ArrayList<>(known.unknown());
    unknown.addAll(unanswered);
    if (changes.isEmpty() && target.serves()) { // it may be as the candidate cannot be loaded
      findProblem(candidate).ifPresent(refusals::add);
    }
    return new PromotionPreview(
        candidate.label(),
        target.alias(),
        state.named(target.alias()),
        refusals,
        known.verdicts(),
        unknown,
        changes);
  }

  private Optional<AnswerChanges> changes(
      ModelVersion candidate, OptionalInt production, List<String> unknown) {
    String what = "changed answers: ";
    if (production.isEmpty()) {
      unknown.add(what + "no version is in production");
      return Optional.empty();
    }
    try {
      ModelVersion champion = versions.version(production.getAsInt());
      return Optional.of(live.changes(champion, candidate, tolerance));
    } catch (OperationInterruptedException e) {
      throw e;
    } catch (LifecycleException e) {
      LOG.debug("Cannot compare {} with production", candidate.label(), e);
      unknown.add(what + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<String> findProblem(ModelVersion candidate) {
    try {
      live.tryOut(candidate);
      return Optional.empty();
    } catch (OperationInterruptedException e) {
      throw e;
    } catch (LifecycleException e) {
      LOG.debug("{} could not serve", candidate.label(), e);
      return Optional.ofNullable(e.getMessage());
    }
  }
}
