package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.evaluation.AnswerChanges;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a promotion would do, as far as it is known without doing it. Immutable.
 *
 * @param version the version to promote, such as {@code fraud:9}
 * @param alias the alias that is to name it
 * @param current the version that the alias names; empty if it names none
 * @param refusals why the promotion would be refused now, one sentence each; empty if nothing that
 *     is known speaks against it
 * @param verdicts the verdicts of gates that are on record: of an earlier judgement of the version,
 *     in comparison with the same version in production
 * @param unknown what is not known yet and why, one sentence each, such as a gate that must look at
 *     the held-out rows
 * @param changes how many of the newest logged requests, at most 10,000, the version would answer
 *     differently from the version in production; empty if that is unknown
 */
public record PromotionPreview(
    String version,
    String alias,
    OptionalInt current,
    List<String> refusals,
    List<GateVerdict> verdicts,
    List<String> unknown,
    Optional<AnswerChanges> changes) {
  /** Copies the parts. */
  public PromotionPreview {
    required(version, "version");
    required(alias, "alias");
    required(current, "current version");
    refusals = copy(refusals, "refusals");
    verdicts = copy(verdicts, "verdicts");
    unknown = copy(unknown, "what is unknown");
    required(changes, "changes of answers");
  }

  /**
   * Returns the preview for people.
   *
   * @return a line for each part
   */
  @Override
  public String toString() {
    String model = version.substring(0, version.lastIndexOf(':') + 1);
    String now = current.isPresent() ? "now " + model + current.getAsInt() : "which is none now";
    return Stream.of(
            Stream.of("promote " + version + " to " + alias + ", " + now),
            refusals.stream()
                .filter(why -> !isVerdict(why))
                .map(why -> "refused: " + withoutBegin(why)),
            verdicts.stream().map(GateVerdict::toString),
            unknown.stream().map(what -> "unknown: " + what),
            changes.stream().map(AnswerChanges::toString))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n"));
  }

  /** Leaves out what the first line says. */
  private String withoutBegin(String refusal) {
    return refusal.startsWith("Cannot promote " + version)
        ? refusal.substring(refusal.indexOf(": ") + 2)
        : refusal;
  }

  /** Returns whether a verdict says why the promotion would be refused. */
  private boolean isVerdict(String refusal) {
    return verdicts.stream().anyMatch(verdict -> refusal.startsWith(verdict.sentence()));
  }
}
