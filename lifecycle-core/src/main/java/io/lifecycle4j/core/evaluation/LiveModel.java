package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.evaluation.AnswerChanges;
import io.lifecycle4j.model.ModelVersion;

/** What the requests of a model say about its versions. Implemented by what serves it. */
public interface LiveModel {
  /** How many logged requests are answered at most. */
  int NEWEST_REQUESTS = 10_000;

  /**
   * Answers the newest logged requests by two versions, at most {@value #NEWEST_REQUESTS}, and
   * compares the answers. Loads both beside those that serve.
   *
   * @param tolerance how far two predicted numbers may differ to count as alike
   * @throws io.lifecycle4j.error.LifecycleException if a version cannot be loaded, or the log
   *     cannot be read
   */
  AnswerChanges changes(ModelVersion before, ModelVersion after, double tolerance);

  /**
   * Loads a version and frees it.
   *
   * @throws io.lifecycle4j.error.LifecycleException if it cannot serve
   */
  void tryOut(ModelVersion version);
}
