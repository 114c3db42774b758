package io.lifecycle4j.core.retraining;

import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.retraining.RetrainingDecision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What the steps of a retraining do. Each is asked for once, unless the process died before the
 * entry that it is done.
 */
public interface RetrainingWork {
  /**
   * Returns a live metric, or a figure of drift; empty if it is not known.
   *
   * @param version the version in production
   */
  OptionalDouble figure(ModelVersion version, Subject subject, Instant now);

  /**
   * Receives a decision that is kept, to notify people if one is needed.
   *
   * @param version the label of the version in production
   */
  void decided(RetrainingDecision decision, String version);

  /** Counts the newest rows that a version was not trained with; empty if there are none. */
  OptionalLong newRows(ModelVersion trained);

  /** Finds the newest rows that there are; empty if there are none, or a snapshot makes them. */
  Optional<DatasetVersion> findRows();

  /** Returns all versions of the dataset, oldest first. */
  List<DatasetVersion> versions();

  /** Returns whether a snapshot makes the rows. */
  boolean takesSnapshot();

  /**
   * Returns the rows to train on.
   *
   * @param retraining the id, under which a snapshot is found again
   * @param until when the retraining began: later rows are left out
   */
  DatasetVersion rows(String retraining, Instant until);

  /** Returns rows that a retraining trains on. */
  DatasetVersion rows(VersionRef rows);

  /** Returns a digest of rows and of how they are trained on; the same for the same bytes. */
  String inputs(DatasetVersion rows);

  /**
   * Trains a version on rows and registers it.
   *
   * @param retraining the id, which the run names
   * @param before the run of a training on the same inputs that ended early, which is resumed if it
   *     is there; empty if there is none
   * @param begun receives the id of the run before the training begins
   */
  ModelVersion train(
      DatasetVersion rows, String retraining, Optional<String> before, Consumer<String> begun);

  /** Judges a version by the gates of production; empty if there are no gates. */
  List<GateVerdict> judge(ModelVersion version);

  /** Promotes a version to production. */
  void promote(ModelVersion version, String reason);

  /** Starts the rollout of a version, and returns its id. */
  String rollOut(ModelVersion version, String reason);

  /** Finds how a rollout ended; empty while it runs. */
  Optional<RolloutEnd> findEnd(String rollout);
}
