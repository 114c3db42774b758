package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.Change.ShadowStopped;
import java.util.List;
import java.util.Optional;

/**
 * The shadow of a model that was started and not stopped, which may have reached its end.
 *
 * @param started how it was started; empty if there is none
 */
record ShadowState(Optional<ShadowStarted> started) {
  /** Replays the audit trail of a model. */
  static ShadowState of(List<AuditRecord> trail, String model) {
    for (int i = trail.size() - 1; i >= 0; i--) {
      List<Change> changes = trail.get(i).transition().changes();
      for (int j = changes.size() - 1; j >= 0; j--) {
        Change change = changes.get(j);
        if (!change.model().equals(model)) {
          continue;
        }
        if (change instanceof ShadowStarted started) {
          return new ShadowState(Optional.of(started));
        }
        if (change instanceof ShadowStopped) {
          return new ShadowState(Optional.empty());
        }
      }
    }
    return new ShadowState(Optional.empty());
  }

  void checkStarts(ShadowStarted next) {
    started
        .filter(running -> !next.before().equals(Optional.of(running.shadow())))
        .ifPresent(
            running -> {
              throw new ConflictException(
                  String.format(
                      "Cannot start a shadow of %s: version %s is a shadow until %s (stop it first)",
                      next.model(), running.version(), running.until()));
            });
  }

  void checkRuns(ShadowStopped stopped) {
    if (started.filter(running -> running.shadow().equals(stopped.shadow())).isEmpty()) {
      throw new ConflictException(
          String.format(
              "Cannot stop shadow %s of %s: it was stopped", stopped.shadow(), stopped.model()));
    }
  }
}
