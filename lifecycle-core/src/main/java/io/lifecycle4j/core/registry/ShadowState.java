package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.Change.ShadowStopped;
import java.util.Optional;

/**
 * The shadow of a model that was started and not stopped, which may have reached its end.
 *
 * @param started how it was started; empty if there is none
 */
record ShadowState(Optional<ShadowStarted> started) implements StatePart {
  static final ShadowState NONE = new ShadowState(Optional.empty());

  @Override
  public ShadowState after(Change change, AuditRecord record) {
    if (change instanceof ShadowStarted next) {
      return new ShadowState(Optional.of(next));
    }
    return change instanceof ShadowStopped ? NONE : this;
  }

  @Override
  public void check(Change change, ModelState state) {
    if (change instanceof ShadowStarted next) {
      checkStarts(next);
    } else if (change instanceof ShadowStopped stopped) {
      checkRuns(stopped);
    }
  }

  private void checkStarts(ShadowStarted next) {
    started
        .filter(running -> !next.before().equals(Optional.of(running.shadow())))
        .ifPresent(
            running -> {
              throw new ConflictException(
                  String.format(
                      "Cannot start a shadow of %s: version %s is a shadow until %s (stop it"
                          + " first)",
                      next.model(), running.version(), running.until()));
            });
  }

  private void checkRuns(ShadowStopped stopped) {
    if (started.filter(running -> running.shadow().equals(stopped.shadow())).isEmpty()) {
      throw new ConflictException(
          String.format(
              "Cannot stop shadow %s of %s: it was stopped", stopped.shadow(), stopped.model()));
    }
  }
}
