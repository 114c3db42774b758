package io.lifecycle4j.core.data;

import io.lifecycle4j.core.data.format.StoredRows;
import io.lifecycle4j.core.data.storage.ArrivingFiles;
import io.lifecycle4j.core.profile.RowProfiler;
import io.lifecycle4j.core.validation.ValidationPass;
import io.lifecycle4j.core.validation.Validator;
import io.lifecycle4j.core.validation.Validator.History;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.validation.ValidationReport;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a future version, read once however often they are checked: while the files are
 * stored, or on demand from the store. Not thread-safe.
 */
final class JudgedRows implements AutoCloseable {
  private final List<NamedContent> contents;
  private final Format format;
  private final DatasetStore store;
  private final Validator validator;
  private final History history;
  private final SnapshotMeter meter;
  private final Runnable guard;
  private @Nullable Along along;
  private List<StoredFile> files = List.of();
  private @Nullable Seen seen;

  private record Seen(Profile profile, ValidationPass validation) {}

  JudgedRows(
      List<NamedContent> contents,
      Format format,
      DatasetStore store,
      Validator validator,
      History history,
      @Nullable Consumer<? super DataProgress> listener) {
    this.contents = contents;
    this.format = format;
    this.store = store;
    this.validator = validator;
    this.history = history;
    this.meter = new SnapshotMeter(listener);
    this.guard = GuardedContent.guard(contents.stream().map(NamedContent::content).toList());
  }

  /**
   * Stores the files.
   *
   * @param mode how they are kept
   * @param wanted whether the rows are likely to be read
   */
  List<StoredFile> take(StorageMode.Mode mode, BooleanSupplier wanted) {
    List<NamedContent> taken = meter.storing(contents);
    if (store instanceof JournalDatasetStore journal) {
      along = new Along(journal.arriving(taken, wanted));
      taken = along.contents();
    }
    files = store.putAll(taken, mode);
    meter.stored(files);
    return files;
  }

  Profile profile() {
    return seen().profile;
  }

  /** Returns a report on the current history. */
  ValidationReport report() {
    Seen all = seen();
    return all.validation.report(all.profile);
  }

  /**
   * Throws if what the files were made of has changed, so that no version of it may be committed.
   */
  void checkCurrent() {
    guard.run();
  }

  /** Commits a version of the files. */
  StoredVersion commit(
      String dataset, DatasetManifest manifest, int after, List<Content> documents) {
    return store instanceof JournalDatasetStore journal
        ? journal.commit(dataset, manifest, after, documents, guard)
        : store.commit(dataset, manifest, after, documents);
  }

  private Seen seen() {
    Seen read = seen;
    if (read == null) {
      meter.reading();
      read = along == null ? null : along.seen();
      read = read == null ? read(store.rows(files, format, validator.schema())) : read;
      meter.read();
      seen = read;
    }
    return read;
  }

  private Seen read(Rows rows) {
    Rows all = meter.counting(rows);
    ValidationPass validation = validator.begin(history);
    try (RowProfiler profiler = new RowProfiler(all.schema())) {
      all.forEach(
          row -> {
            profiler.add(row);
            validation.add(row);
          });
      return new Seen(profiler.profile(), validation);
    }
  }

  @Override
  public void close() {
    if (along != null) {
      along.close();
    }
  }

  /** Reads the rows from the bytes that the store is reading. */
  private final class Along {
    private final ArrivingFiles arriving;
    private final Meanwhile<Seen> reading;

    Along(ArrivingFiles arriving) {
      this.arriving = arriving;
      Rows rows = StoredRows.of(arriving.files(), format, validator.schema());
      this.reading = new Meanwhile<>("rows", () -> read(rows), arriving::leave);
    }

    List<NamedContent> contents() {
      return arriving.contents(this::begin);
    }

    private void begin() {
      if (!reading.begin()) {
        arriving.giveUp(); // no thread can be started; storing continues
      }
    }

    /** Returns null if everything must be read from the store; the result is then invalid. */
    @Nullable Seen seen() {
      arriving.stored(files);
      reading.join(meter::tellInTime);
      return arriving.isGivenUp() ? null : reading.answer();
    }

    void close() {
      arriving.giveUp();
      reading.close();
    }
  }
}
