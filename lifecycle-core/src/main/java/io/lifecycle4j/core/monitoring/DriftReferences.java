package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.monitoring.strata.Strata;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.profile.FreeTexts;
import io.lifecycle4j.core.profile.RowSample;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.SameSeason;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.DataType;
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
 * the reference of answers, of all segments together. Thread-safe.
 */
final class DriftReferences {
  private static final Logger LOG = LoggerFactory.getLogger(DriftReferences.class);

  private static final String UNWATCHED = "it is not watched";
  private static final String INSTEAD = "its own reference is used";

  private final @Nullable DatasetVersion named;
  private final @Nullable Duration dependence;
  private final @Nullable String by;
  private final @Nullable SameSeason seasons;
  private final boolean embeddings;
  private final boolean inputsOnly;

  /** The last that was read, since versions of a model often have the same columns. */
  private @Nullable Named last; // guarded by this

  private record Named(Schema inputs, WatchedReference rows) {}

  /**
   * What a version is compared with.
   *
   * @param rows in the order of the columns; null if there is no reference
   * @param suits whether to watch at all: false if rows depend on each other, and how much is not
   *     known
   */
  record Reference(WatchedColumns columns, @Nullable WatchedReference rows, boolean suits) {
    /** Returns the rows to compare with; empty if there are none. */
    Optional<WatchedReference> find() {
      return suits ? Optional.ofNullable(rows) : Optional.empty();
    }
  }

  DriftReferences(@Nullable DriftMonitor plan) {
    this.named = plan == null ? null : plan.reference().orElse(null);
    this.dependence = plan == null ? null : plan.dependentWithin().orElse(null);
    this.by = plan == null ? null : plan.by().orElse(null);
    this.seasons = plan == null ? null : plan.sameSeason().orElse(null);
    this.embeddings = plan != null && plan.embeddings();
    this.inputsOnly = plan != null && plan.inputsOnly();
  }

  /** Returns the reference of a version, its own if the storage fails. */
  Reference of(String label, Schema inputs, Task<?> task, @Nullable Profile own) {
    try {
      return read(label, inputs, task, own);
    } catch (StorageFailedException e) {
      LOG.error("Cannot read the drift reference of {}", label, e);
      Profile known = own == null || own.rows() == 0 ? null : own;
      WatchedColumns columns = columns(inputs, task, known);
      return instead(columns, known == null ? null : columns.of(known));
    }
  }

  /**
   * Returns the reference of a version.
   *
   * @param inputs the inputs of the version
   * @param own the profile of its own reference; null or without rows if it has none
   * @throws StorageFailedException if the rows cannot be read now
   */
  Reference read(String label, Schema inputs, Task<?> task, @Nullable Profile own) {
    Reference found = withoutEmbeddings(label, inputs, task, own);
    WatchedReference rows = found.rows();
    if (!embeddings || rows == null || !found.suits()) {
      return found;
    }
    String sample =
        own == null
            ? null
            : own.find(AnswerColumns.EMBEDDING).flatMap(ColumnProfile::sample).orElse(null);
    if (sample == null || needsTimes()) {
      LOG.warn(
          "Embeddings of {} are not compared: {}",
          label,
          sample == null
              ? "its reference has none (train it while embeddings() is set)"
              : "the monitor divides rows by seasons or time");
      return found;
    }
    return new Reference(found.columns(), rows.with(RowSample.of(sample)), true);
  }

  private Reference withoutEmbeddings(
      String label, Schema inputs, Task<?> task, @Nullable Profile own) {
    Profile known = own == null || own.rows() == 0 ? null : own;
    WatchedColumns columns = columns(inputs, task, known);
    Profile mine = known == null ? null : columns.of(known);
    DatasetVersion rows = named;
    if (rows != null) {
      try {
        return named(label, columns, rows, mine);
      } catch (StorageFailedException e) {
        throw e;
      } catch (LifecycleException e) {
        LOG.error("Cannot read {}, the drift reference of {}", rows.ref(), label, e);
      }
    }
    return instead(columns, mine);
  }

  private WatchedColumns columns(Schema inputs, Task<?> task, @Nullable Profile own) {
    WatchedColumns all = WatchedColumns.of(inputs, task, own);
    WatchedColumns some = seasons == null ? all : all.without(seasons.column());
    return inputsOnly ? some.withoutAnswers() : some;
  }

  /** Whether rows are compared in a way that needs more of them than their profile. */
  private boolean needsRows() {
    return dependence != null || by != null || seasons != null;
  }

  /** Whether rows are compared in a way that needs their times, which answers do not have. */
  private boolean needsTimes() {
    return dependence != null || seasons != null;
  }

  /**
   * The own reference does not say how its rows depend on each other, nor in which strata they are.
   */
  private Reference instead(WatchedColumns columns, @Nullable Profile own) {
    return new Reference(columns, own == null ? null : WatchedReference.of(own), !needsRows());
  }

  private Reference named(
      String label, WatchedColumns all, DatasetVersion rows, @Nullable Profile own) {
    Schema schema = rows.manifest().schema();
    Schema inputs = ComparedColumns.inputs(all.inputs(), schema);
    if (inputs.columns().isEmpty()) {
      LOG.warn("{} has no input of {}: {}", rows.ref(), label, needsRows() ? UNWATCHED : INSTEAD);
      return instead(all, own);
    }
    List<String> answers = own == null || needsTimes() ? List.of() : all.answers();
    WatchedColumns columns =
        new WatchedColumns(inputs, answers, all.task(), all.texts().in(schema));
    unwatched(label, all, columns, rows, needsTimes()).ifPresent(LOG::warn);
    WatchedReference found = rows(columns, rows);
    return new Reference(
        columns,
        own == null || answers.isEmpty()
            ? found
            : found.beside(answers.stream().map(name -> own.find(name).orElseThrow()).toList()),
        true);
  }

  /**
   * Says what is not watched, since the rows of a reference do not have it; empty if there is
   * nothing.
   *
   * @param divided whether rows are compared by seasons or time
   */
  static Optional<String> unwatched(
      String label,
      WatchedColumns all,
      WatchedColumns watched,
      DatasetVersion rows,
      boolean divided) {
    List<String> missing = new ArrayList<>(all.names());
    missing.removeAll(watched.names());
    if (divided) {
      watched.inputs().columns().stream()
          .filter(column -> column.type() == DataType.TENSOR && !column.isPrivate())
          .forEach(column -> missing.add(column.name() + " as a whole"));
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                "Not watched of %s: %s (the drift reference, %s, has nothing to compare with%s)",
                label,
                String.join(", ", missing),
                rows.ref(),
                divided ? " by seasons or time" : ""));
  }

  private static Map<String, Long> effects(Profile profile) {
    Map<String, Long> effects = new LinkedHashMap<>();
    profile
        .columns()
        .forEach(column -> effects.put(column.name(), Math.round(column.designEffect())));
    return effects;
  }

  private synchronized WatchedReference rows(WatchedColumns columns, DatasetVersion rows) {
    Named known = last;
    Schema inputs = columns.inputs();
    FreeTexts texts = columns.texts();
    if (known != null && known.inputs().equals(inputs) && texts.isEmpty()) {
      return known.rows();
    }
    CountedVersion counted = new CountedVersion(rows, inputs, texts);
    LongPredicate choosing = counted.choosing();
    Profile cells = columns.withoutTimes(texts.cells(counted.profile(choosing)));
    WatchedReference reference =
        counted
            .stratified(strata(rows), dependence)
            .count(cells, choosing.negate())
            .with(columns::withoutTimes);
    if (dependence != null) {
      LOG.info(
          "Rows of {} that say as much as an independent one: {}",
          rows.ref(),
          effects(reference.profile()));
    }
    last = texts.isEmpty() ? new Named(inputs, reference) : null; // words are those of a version
    return reference;
  }

  /** The segments are the most frequent values of the whole version. */
  private @Nullable Strata strata(DatasetVersion rows) {
    return by == null && seasons == null ? null : Strata.of(by, rows.manifest().profile(), seasons);
  }
}
