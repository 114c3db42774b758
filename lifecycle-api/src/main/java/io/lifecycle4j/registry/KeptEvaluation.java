package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.evaluation.Evaluation;

/**
 * An evaluation of a version that the registry names.
 *
 * @param entry the entry that names it: who evaluated the version, when and why
 * @param change the change of this entry, with the stored files and the hash of the evaluation
 * @param evaluation the evaluation, as it was when it was made
 */
public record KeptEvaluation(AuditRecord entry, Evaluated change, Evaluation evaluation) {
  /** Checks the parts. */
  public KeptEvaluation {
    required(entry, "entry");
    required(change, "change");
    required(evaluation, "evaluation");
  }

  /**
   * Returns the evaluation as readable text.
   *
   * @return Markdown: the tables of {@link Evaluation#markdown}, and the entry and the hash that
   *     prove them
   */
  public String markdown() {
    return String.format(
        "%s\nEvaluated by entry %s of the registry, %s; SHA-256 of the evaluation: %s\n",
        evaluation.markdown(), entry.sequence(), entry.time(), change.document().blob());
  }
}
