package io.lifecycle4j.spring;

import io.lifecycle4j.error.LifecycleException;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why an application does not start because of its home or a model, and the cure. */
public final class LifecycleFailureAnalyzer extends AbstractFailureAnalyzer<RuntimeException> {
  private static final String CHANGE = "Change the property or the bean that the message names.";
  private static final String COMPARE =
      "Compare the task and the steps of the bean with those of the version in production.";

  /** By the codes of what needs repair. */
  private static final Map<String, String> REPAIRS =
      Map.of(
          "STORAGE_FAILED",
          "Check the directory of lifecycle4j.home: the disk, its free space, and who may write.",
          "READ_ONLY",
          "Remove lifecycle4j.read-only, or do not write when the application starts.",
          "CORRUPT_DATA",
          "Verify the home (lifecycle.maintenance().verify()), and restore it from a backup.",
          "UNTRUSTED_MODEL",
          COMPARE,
          "MISSING_CAPABILITY",
          COMPARE);

  /** Creates the analyzer, for Spring. */
  public LifecycleFailureAnalyzer() {}

  @Override
  protected @org.jspecify.annotations.Nullable FailureAnalysis analyze(
      Throwable root, RuntimeException cause) {
    MissingHomeException missing = findCause(root, MissingHomeException.class);
    if (missing != null) {
      return new FailureAnalysis(
          Objects.requireNonNull(missing.getMessage()) + ", so no home can be opened.",
          "Set lifecycle4j.home to a directory, such as /var/lib/models, or to memory:new for a"
              + " test. Or define a bean of type io.lifecycle4j.Lifecycle.",
          missing);
    }
    LifecycleException known = findCause(root, LifecycleException.class);
    return known == null
        ? null
        : new FailureAnalysis(known.code() + ": " + known.getMessage(), cure(known), known);
  }

  private static String cure(LifecycleException failure) {
    return switch (failure.kind()) {
      case MISSING -> "Add the module, or create what is missing, as the message says.";
      case CONFLICT ->
          "Start the application again if another process changed the same thing. Otherwise the"
              + " message names what the version lacks.";
      case UNAVAILABLE -> "Start the application again, or roll back to a version that loads.";
      case INVALID, FORBIDDEN -> CHANGE;
      case FAILED -> REPAIRS.getOrDefault(failure.code(), CHANGE);
    };
  }
}
