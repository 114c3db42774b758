package io.lifecycle4j.registry;

import io.lifecycle4j.evaluation.Evaluation;
import java.util.Map;

/**
 * An evaluation of a version that the registry names. Thread-safe.
 *
 * <p>Its entry has the metrics over all rows, so that a list of evaluations reads no file; {@link
 * #evaluation} reads all of it.
 */
public interface KeptEvaluation {
  /**
   * Returns the entry that names it: who evaluated the version, when and why. An evaluation from
   * another home is named by the entry that imported the version.
   *
   * @return the entry
   */
  AuditRecord entry();

  /**
   * Returns the change of the entry, with the rows, the stored files and the hash of the
   * evaluation.
   *
   * @return the change
   */
  Evaluated change();

  /**
   * Returns the metrics over all rows. Reads no file.
   *
   * @return values by name, sorted; NaN if a metric is undefined
   */
  default Map<String, Double> metrics() {
    return change().metrics();
  }

  /**
   * Reads the evaluation, as it was when it was made.
   *
   * @return the evaluation
   * @throws io.lifecycle4j.error.CorruptDataException if it is corrupt or lost
   */
  Evaluation evaluation();

  /**
   * Returns the evaluation as readable text, which reads it.
   *
   * @return Markdown: the tables of {@link Evaluation#markdown}, and the entry and the hash that
   *     prove them
   */
  default String markdown() {
    return String.format(
        "%s\nEvaluated by entry %s of the registry, %s; SHA-256 of the evaluation: %s\n",
        evaluation().markdown(), entry().sequence(), entry().time(), change().document().blob());
  }
}
