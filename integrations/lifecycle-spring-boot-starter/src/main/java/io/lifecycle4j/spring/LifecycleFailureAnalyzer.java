package io.lifecycle4j.spring;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import java.util.Objects;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why an application does not start because of its home or a model, and the cure. */
public final class LifecycleFailureAnalyzer extends AbstractFailureAnalyzer<RuntimeException> {
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
    if (failure instanceof StorageFailedException) {
      return "Check the directory of lifecycle4j.home: the disk, its free space, and who may"
          + " write.";
    } else if (failure instanceof ReadOnlyException) {
      return "Remove lifecycle4j.read-only, or do not write when the application starts.";
    } else if (failure instanceof CorruptDataException) {
      return "Verify the home (lifecycle.maintenance().verify()), and restore it from a backup.";
    } else if (failure instanceof UntrustedModelException
        || failure instanceof MissingCapabilityException) {
      return "Compare the task and the steps of the bean with those of the version in production.";
    } else if (failure instanceof NotFoundException) {
      return "Add the module, or create what is missing, as the message says.";
    } else if (failure instanceof ConflictException) {
      return "Start the application again: another process changed the same thing.";
    }
    return "Change the property or the bean that the message names.";
  }
}
