package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The origin of one prediction: its version and data, its promotion and gates, and a recomputation.
 * Immutable.
 *
 * @param prediction the prediction in the log, with its input, answer and ground truth
 * @param version the version that answered; empty for a served function
 * @param decision the record of the audit trail that decided which version answered, such as a
 *     promotion or a step of a rollout; empty for a served function, and before any promotion
 * @param history the records of the audit trail about this version, the oldest first: its
 *     registration, its approvals, the policies that it fulfilled, the verdicts of gates with their
 *     figures, and every move of an alias
 * @param changed the parts of the environment that differ between the registration of the version
 *     and this process, each as {@code old -> new}
 * @param notCompared the parts of the environment of the registration that are not known in this
 *     process, sorted: those of an engine that it has not used, which is not started for this
 * @param recomputation the outcome of predicting the logged input again
 */
public record Trace(
    LoggedPrediction prediction,
    Optional<ModelVersion> version,
    Optional<AuditRecord> decision,
    List<AuditRecord> history,
    Map<String, String> changed,
    List<String> notCompared,
    Recomputation recomputation) {
  /** Copies the parts. */
  public Trace {
    required(prediction, "prediction");
    required(version, "version");
    required(decision, "decision");
    history = copy(history, "history");
    changed = copy(changed, "changed environment");
    notCompared = copy(notCompared, "environment that is not compared");
    required(recomputation, "recomputation");
  }

  /**
   * The result of predicting the logged input again.
   *
   * @param outcome whether the answer is the same
   * @param explanation in words, such as why nothing was computed or what differs
   */
  public record Recomputation(Outcome outcome, String explanation) {
    /**
     * How the new answer compares with the logged one. Outcomes may be added: a switch needs a
     * default branch.
     */
    public enum Outcome {
      /** The same answer, probability and, if they are logged, outputs, bit for bit. */
      IDENTICAL,
      /** Another answer, probability or output. */
      DIFFERENT,
      /** Nothing was computed, such as for an input that is not logged. */
      NOT_COMPUTED
    }

    /** Checks the parts. */
    public Recomputation {
      required(outcome, "outcome");
      required(explanation, "explanation");
    }
  }

  /**
   * Returns the trace for people.
   *
   * @return Markdown with a section for each part
   */
  public String markdown() {
    StringBuilder text = new StringBuilder("# Prediction " + prediction.id() + "\n\n");
    logged(text);
    line(text, "Computed again", recomputation.outcome() + ": " + recomputation.explanation());
    text.append("\n## Version\n\n");
    version.ifPresentOrElse(
        by -> {
          line(text, "Version", by.label());
          origin(text, by.manifest());
          text.append("\n## Environment at registration\n\n");
          by.manifest().provenance().environment().forEach((key, value) -> line(text, key, value));
          changes(text);
        },
        () -> line(text, "Version", "a served function"));
    text.append("\n## History\n\n");
    history.forEach(
        record -> {
          line(text, "Record " + record.sequence(), record);
          record
              .transition()
              .verdicts()
              .forEach(
                  verdict ->
                      line(
                          text,
                          "Gate " + verdict.gate(),
                          verdict.verdict() + ", " + verdict.explanation()));
        });
    return text.toString();
  }

  private static void origin(StringBuilder text, ModelManifest manifest) {
    Provenance provenance = manifest.provenance();
    if (provenance instanceof Provenance.Trained trained) {
      line(text, "Trained by run", trained.run());
    } else if (provenance instanceof Provenance.External external) {
      line(text, "Registered by", external.by());
      external.pinned().forEach(pinned -> line(text, "SHA-256", pinned.sha256()));
      external.facts().forEach((name, fact) -> line(text, "Fact " + name, fact));
    }
    line(text, "Format", manifest.artifact().format());
    line(text, "Data", provenance.data());
    line(text, "Split", provenance.plan());
  }

  private void changes(StringBuilder text) {
    changed.forEach((key, value) -> line(text, "Changed since: " + key, value));
    if (changed.isEmpty()) {
      line(text, "Changed since", "nothing");
    }
    if (!notCompared.isEmpty()) {
      line(text, "Not compared, since the engine is not in use", String.join(", ", notCompared));
    }
  }

  private void logged(StringBuilder text) {
    line(text, "Time", prediction.time());
    line(text, "Answer", prediction.findAnswer().orElse("none"));
    prediction.probability().ifPresent(share -> line(text, "Probability", share));
    prediction
        .findFailure()
        .ifPresent(failure -> line(text, "Failure", failure.code() + ": " + failure.message()));
    prediction.findEngine().ifPresent(engine -> line(text, "Engine", engine));
    prediction.findProcessor().ifPresent(processor -> line(text, "Processor", processor));
    prediction.findArm().ifPresent(arm -> line(text, "Arm", arm));
    decision.ifPresent(record -> line(text, "Decided by record " + record.sequence(), record));
    line(text, "Input", prediction.findInput().map(Object::toString).orElse("not logged"));
    prediction
        .findGroundTruth()
        .ifPresent(truth -> line(text, "Ground truth", truth.label() + ", " + truth.time()));
  }

  private static void line(StringBuilder text, String name, Object value) {
    String shown = value.toString().replaceAll("\\p{Cntrl}", " ");
    text.append("- ").append(name).append(": ").append(shown).append('\n');
  }

  /**
   * Returns the trace as one line.
   *
   * @return such as {@code 0abc-1 by fraud:3: yes, computed again: IDENTICAL}
   */
  @Override
  public String toString() {
    return prediction.id()
        + " by "
        + version.map(ModelVersion::label).orElse("a served function")
        + ": "
        + prediction.findAnswer().orElse("no answer")
        + ", computed again: "
        + recomputation.outcome();
  }
}
