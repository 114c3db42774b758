package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.evaluation.EvaluatedRows;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What the verdicts on a version rest on. They hold for these gates, on these rows, and in
 * comparison with this version only.
 *
 * @param requirements the digest of each gate, in the order of the verdicts: the SHA-256 of the
 *     line that docs/FORMAT.md describes, with the id and the parameters
 * @param rows the held-out rows, as they were opened; empty if they were not
 * @param production the number of the version in production that gates compared it with, also if
 *     that could not be loaded; empty if there was none, or if no gate compares
 * @param level the chance that each of these comparisons passes falsely; empty if the look at the
 *     rows spent none
 * @param evaluation the hash of the evaluation of the version, as in {@link Evaluated#document};
 *     empty if it could not be scored
 * @param rival the hash of the evaluation of the version in production; empty if it was not scored
 */
public record JudgementBasis(
    List<BlobId> requirements,
    Optional<EvaluatedRows> rows,
    OptionalInt production,
    OptionalDouble level,
    Optional<BlobId> evaluation,
    Optional<BlobId> rival) {
  /** Checks the parts. */
  public JudgementBasis {
    requirements = copy(requirements, "digests of gates");
    required(rows, "held-out rows");
    required(production, "version in production");
    required(level, "level");
    required(evaluation, "evaluation");
    required(rival, "evaluation of the rival");
  }
}
