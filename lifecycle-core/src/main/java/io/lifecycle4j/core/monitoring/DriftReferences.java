package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final @Nullable Duration dependence;

  /** The last that was read, since versions of a model often have the same columns. */
  private @Nullable Named last; // guarded by this

  private record Named(Schema inputs, Profile profile) {}

  /**
   * What a version is compared with.
   *
   * @param profile the rows, in the order of the columns; null if there is no reference
   * @param suits whether to watch at all: false if rows depend on each other, and how much is not
   *     known
   */
  record Reference(WatchedColumns columns, @Nullable Profile profile, boolean suits) {
    /** Returns the rows to compare with; empty if there are none. */
    Optional<Profile> find() {
      return suits ? Optional.ofNullable(profile) : Optional.empty();
    }
  }

  DriftReferences(@Nullable DriftMonitor plan) {
    this.named = plan == null ? null : plan.reference().orElse(null);
    this.dependence = plan == null ? null : plan.dependentWithin().orElse(null);
  }

  /**
   * Returns the reference of a version.
   *
   * @param inputs the inputs of the version
   * @param own the profile of its own reference; null or without rows if it has none
   */
  Reference of(String label, Schema inputs, Task<?> task, @Nullable Profile own) {
    Profile known = own == null || own.rows() == 0 ? null : own;
    WatchedColumns columns = WatchedColumns.of(inputs, task, known);
    Profile mine = known == null ? null : columns.of(known);
    DatasetVersion rows = named;
    if (rows != null) {
      try {
        return named(label, columns, rows, mine);
      } catch (LifecycleException e) {
        LOG.error("Cannot read {}, the drift reference of {}", rows.ref(), label, e);
      }
    }
    return instead(columns, mine);
  }

  /** The own reference does not say how its rows depend on each other. */
  private Reference instead(WatchedColumns columns, @Nullable Profile own) {
    return new Reference(columns, own, dependence == null);
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
      return instead(all, own);
    }
    Profile profile = profile(inputs, rows);
    List<String> answers = own == null || dependence != null ? List.of() : all.answers();
    List<ColumnProfile> columns = new ArrayList<>(profile.columns());
    answers.forEach(name -> columns.add(own.find(name).orElseThrow()));
    return new Reference(
        new WatchedColumns(inputs, answers, all.task()),
        new Profile(profile.rows(), columns),
        true);
  }

  private static Map<String, Long> effects(Profile profile) {
    Map<String, Long> effects = new LinkedHashMap<>();
    profile
        .columns()
        .forEach(column -> effects.put(column.name(), Math.round(column.designEffect())));
    return effects;
  }

  private synchronized Profile profile(Schema inputs, DatasetVersion rows) {
    Named known = last;
    if (known != null && known.inputs().equals(inputs)) {
      return known.profile();
    }
    CountedVersion counted = new CountedVersion(rows, inputs);
    double share = Math.min(FIFTH, (double) CELLS / Math.max(1, counted.size()));
    LongPredicate choosing = at -> SplitMix64.isIn(share, SEED, at);
    Profile cells = counted.profile(choosing);
    Profile profile =
        dependence == null
            ? counted.profile(choosing.negate(), cells)
            : counted.profile(choosing.negate(), cells, dependence);
    if (dependence != null) {
      LOG.info(
          "Rows of {} that say as much as an independent one: {}", rows.ref(), effects(profile));
    }
    last = new Named(inputs, profile);
    return profile;
  }
}
