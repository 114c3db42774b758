package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.Change.ShadowStopped;
import java.util.Optional;

/**
 * The shadow of a model that was started and not stopped, which may have reached its end.
 *
 * @param started how it was started; empty if there is none
 */
record ShadowState(Optional<ShadowStarted> started) {
  static final ShadowState NONE = new ShadowState(Optional.empty());

  void checkStarts(ShadowStarted next) {
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

  void checkRuns(ShadowStopped stopped) {
    if (started.filter(running -> running.shadow().equals(stopped.shadow())).isEmpty()) {
      throw new ConflictException(
          String.format(
              "Cannot stop shadow %s of %s: it was stopped", stopped.shadow(), stopped.model()));
    }
  }
}
