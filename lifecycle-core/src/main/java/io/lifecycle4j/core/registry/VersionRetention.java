package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.WeightRetention;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Purges the versions of a registry that a retention does not keep. Thread-safe. */
public final class VersionRetention {
  private static final Logger LOG = LoggerFactory.getLogger(VersionRetention.class);

  /** Versions of one entry at most. */
  private static final int MOST = 500;

  private static final int TRIES = 3;

  private final ModelRegistry registry;
  private final Function<String, Decisions> decisions;
  private final InstantSource clock;
  private final InstantSource storage;
  private final VersionRemovals removals;

  /**
   * Creates the retention of a registry.
   *
   * @param storage the clock of the storage: one of a process that is ahead purges nothing early
   */
  public VersionRetention(
      ModelRegistry registry,
      Function<String, Decisions> decisions,
      InstantSource clock,
      InstantSource storage) {
    this.registry = registry;
    this.decisions = decisions;
    this.clock = clock;
    this.storage = storage;
    this.removals = new VersionRemovals(registry, decisions, clock);
  }

  /** Returns the labels of the versions that a retention purges now, the oldest first. */
  public List<String> due(WeightRetention retention) {
    registry.refresh();
    List<String> due = new ArrayList<>();
    for (String model : registry.models()) {
      due(model, retention).forEach(version -> due.add(version.label()));
    }
    return due;
  }

  private List<RegisteredVersion> due(String model, WeightRetention retention) {
    ModelState state = new ModelVersions(model, registry).state();
    Instant now = now();
    List<RegisteredVersion> due = new ArrayList<>();
    int newer = 0;
    for (int place = state.versions().size() - 1; place >= 0; place--) {
      RegisteredVersion version = state.versions().get(place);
      if (!version.removal().isPurged()
          && !retention.keeps(version, newer, now)
          && RemovedVersions.findNeed(version, state, now).isEmpty()) {
        due.add(version);
      }
      newer += version.removal().isDeleted() ? 0 : 1;
    }
    Collections.reverse(due);
    return due;
  }

  private Instant now() {
    Instant own = clock.instant();
    Instant shared = storage.instant();
    return own.isBefore(shared) ? own : shared;
  }

  /**
   * Purges them, and returns their labels. A version that is used in the meantime keeps its files;
   * one whose manifest is damaged is left.
   */
  public List<String> purge(WeightRetention retention) {
    registry.refresh();
    List<String> purged = new ArrayList<>();
    for (String model : registry.models()) {
      purge(model, retention, purged);
    }
    return purged;
  }

  private void purge(String model, WeightRetention retention, List<String> purged) {
    By by = By.process(Action.PURGE, "Only " + retention + " keep their weights");
    for (int tries = 1; ; ) {
      List<RegisteredVersion> due = due(model, retention);
      List<RegisteredVersion> some = new ArrayList<>();
      Transition.Builder entry = by.transition();
      for (RegisteredVersion version : due.subList(0, Math.min(due.size(), MOST))) {
        try {
          entry.change(removals.purged(version));
          some.add(version);
        } catch (CorruptDataException e) {
          LOG.warn("{} is not purged: its manifest is damaged", version, e);
        }
      }
      if (some.isEmpty()) {
        return;
      }
      try {
        decisions.apply(model).decide(Action.PURGE, entry.build());
        some.forEach(version -> purged.add(version.label()));
      } catch (ConflictException e) { // one of them was used in the meantime
        if (tries++ == TRIES) {
          throw e;
        }
        registry.refresh();
      }
    }
  }
}
