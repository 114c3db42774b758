package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The references of versions: their own, of rows that their trainer did not learn from, or the rows
 * of the dataset version that the monitor names.
 *
 * <p>A fifth of the named rows, chosen by a hash of their positions, choose the bins and texts, and
 * do not count. Answers are not known for these rows, so those of the version's own reference stay
 * the reference of answers. Thread-safe.
 */
final class DriftReferences {
  private static final Logger LOG = LoggerFactory.getLogger(DriftReferences.class);

  /** Rows that choose the cells: one in five, and not more than this many. */
  private static final int CELLS = 20_000;

  private static final double FIFTH = 0.2;
  private static final long SEED = 20_260_101;

  private final @Nullable DatasetVersion named;

  /** The last that was read, since versions of a model often have the same columns. */
  private @Nullable Named last; // guarded by this

  private record Named(Schema inputs, Profile profile) {}

  /**
   * What a version is compared with.
   *
   * @param profile the rows, in the order of the columns; null if there is no reference
   */
  record Reference(WatchedColumns columns, @Nullable Profile profile) {
    /** Returns the rows to compare with; empty if there are none. */
    Optional<Profile> find() {
      return Optional.ofNullable(profile);
    }
  }

  DriftReferences(@Nullable DriftMonitor plan) {
    this.named = plan == null ? null : plan.reference().orElse(null);
  }

  /**
   * Returns the reference of a version.
   *
   * @param inputs the inputs of the version
   * @param own the profile of its own reference; null or without rows if it has none
   */
  Reference of(String label, Schema inputs, Task<?> task, @Nullable Profile own) {
    WatchedColumns columns = WatchedColumns.of(inputs, task);
    Profile mine = own == null || own.rows() == 0 ? null : columns.of(own);
    DatasetVersion rows = named;
    if (rows != null) {
      try {
        return named(label, columns, rows, mine);
      } catch (LifecycleException e) {
        LOG.error("Cannot read {}, the drift reference of {}", rows.ref(), label, e);
      }
    }
    return new Reference(columns, mine);
  }

  private Reference named(
      String label, WatchedColumns all, DatasetVersion rows, @Nullable Profile own) {
    Schema inputs = ComparedColumns.of(all.inputs(), rows.manifest().schema()).schema();
    if (inputs.columns().size() < all.inputs().columns().size()) {
      LOG.warn(
          "The drift reference of {}, {}, lacks inputs: {} are watched of {}",
          label,
          rows.ref(),
          inputs.names(),
          all.inputs().names());
    }
    if (inputs.columns().isEmpty()) {
      return new Reference(all, own);
    }
    Profile profile = profile(inputs, rows);
    Optional<ColumnProfile> answers =
        own == null ? Optional.empty() : own.find(AnsweredRow.PREDICTION);
    List<ColumnProfile> columns = new ArrayList<>(profile.columns());
    answers.ifPresent(columns::add);
    return new Reference(
        new WatchedColumns(inputs, answers.isPresent(), all.task()),
        new Profile(profile.rows(), columns));
  }

  private synchronized Profile profile(Schema inputs, DatasetVersion rows) {
    Named known = last;
    if (known != null && known.inputs().equals(inputs)) {
      return known.profile();
    }
    CountedVersion counted = new CountedVersion(rows, inputs);
    double share = Math.min(FIFTH, (double) CELLS / Math.max(1, counted.size()));
    LongPredicate choosing = at -> SplitMix64.isIn(share, SEED, at);
    Profile profile = counted.profile(choosing.negate(), counted.profile(choosing));
    last = new Named(inputs, profile);
    return profile;
  }
}
