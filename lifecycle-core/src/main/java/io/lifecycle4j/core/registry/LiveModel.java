package io.lifecycle4j.core.registry;

import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AnswerChanges;

/** What the requests of a model say about its versions. Implemented by what serves it. */
public interface LiveModel {
  /**
   * Answers the newest logged requests by two versions, and compares the answers. Loads both beside
   * those that serve.
   *
   * @param most how many requests are read at most
   * @throws io.lifecycle4j.error.LifecycleException if a version cannot be loaded, or the log
   *     cannot be read
   */
  AnswerChanges changes(ModelVersion before, ModelVersion after, int most);

  /**
   * Loads a version and frees it.
   *
   * @throws io.lifecycle4j.error.LifecycleException if it cannot serve
   */
  void tryOut(ModelVersion version);
}
