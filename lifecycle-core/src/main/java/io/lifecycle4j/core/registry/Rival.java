package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.model.ModelVersion;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The version in production that candidates of a model are compared with. Thread-safe. */
record Rival(ModelVersions versions, Evaluator evaluator, int number) {
  private static final Logger LOG = LoggerFactory.getLogger(Rival.class);

  /**
   * Compares with the version, unless it is not loaded.
   *
   * @param compared compares; whatever it throws for another reason than damage is thrown
   * @param without judges without the version
   */
  <T> T compare(Function<ModelVersion, T> compared, Function<NoRival, T> without) {
    String label = versions.label(number);
    if (evaluator.skips(number)) {
      LOG.warn("{} is skipped, so nothing is compared with it", label);
      return without.apply(NoRival.skipped(label));
    }
    try {
      return compared.apply(versions.version(number));
    } catch (CorruptDataException | ModelUnavailableException e) {
      Throwable damage = e instanceof CorruptDataException ? e : e.getCause();
      if (damage instanceof CorruptDataException) {
        LOG.warn("{} is corrupt, so nothing is compared with it", label, damage);
        return without.apply(NoRival.damaged(label, damage));
      }
      throw e;
    }
  }
}
