package io.lifecycle4j.spring;

/** No property says where the home is. {@link LifecycleFailureAnalyzer} explains the cure. */
final class MissingHomeException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  MissingHomeException() {
    super("The property lifecycle4j.home is not set");
  }
}
