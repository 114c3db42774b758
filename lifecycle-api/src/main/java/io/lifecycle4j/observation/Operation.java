package io.lifecycle4j.observation;

/**
 * What the library does for a caller or on its own. Constants may be added: a switch needs a
 * default branch. Ids never change.
 */
public enum Operation {
  /** A snapshot of a dataset is committed. Subject: the dataset, at the end its version. */
  SNAPSHOT("snapshot"),
  /** A version of a dataset is split. Subject: the dataset and version. */
  SPLIT("split"),
  /** A version of a dataset is purged. Subject: the dataset and version. */
  PURGE("purge"),
  /** A model is trained and registered. Subject: the model, at the end its version. */
  TRAIN("train"),
  /**
   * A retraining policy trains a model, or resumes a training: contains a {@link #TRAIN}. Subject:
   * like it.
   */
  RETRAIN("retrain"),
  /**
   * A model that was trained elsewhere is tried out and registered. Subject: like {@link #TRAIN}.
   */
  REGISTER("register"),
  /** A version is evaluated on its held-out rows. Subject: the model and version. */
  EVALUATE("evaluate"),
  /** A version is judged, loaded and promoted. Subject: the model and version. */
  PROMOTE("promote"),
  /** Production goes back to an earlier version. Subject: the model, at the end the version. */
  ROLLBACK("rollback"),
  /** A version is judged, loaded and serves its first share. Subject: the model and version. */
  ROLLOUT("rollout"),
  /** A version is loaded and starts as a shadow. Subject: the model and version. */
  SHADOW("shadow"),
  /** A version is loaded, verified and warmed, to serve. Subject: the model and version. */
  LOAD("load"),
  /**
   * One call of {@code predict} in any of its forms, whatever the number of inputs. A call that
   * limits reject ends with an error, too. Subject: the model, at the end the version that was
   * asked.
   */
  PREDICT("predict"),
  /** A window of predictions is compared with the reference. Subject: the model. */
  DRIFT_CHECK("drift.check"),
  /**
   * Logged predictions are moved to shared files, merged, or deleted by age or size. Subject: none.
   */
  LOG_ROLL_UP("log.rollup"),
  /** A garbage collection runs, also a dry run. Subject: none. */
  COLLECT_GARBAGE("garbage.collect");

  private final String id;

  Operation(String id) {
    this.id = id;
  }

  /**
   * Returns the name for meters and spans.
   *
   * @return lower-case words joined by dots, such as {@code drift.check}
   */
  public String id() {
    return id;
  }
}
