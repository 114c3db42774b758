package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.data.CheckOut;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.DatasetManifest.Summary;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Purge;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.validation.ValidationReport;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One version of a dataset in a store.
 *
 * @param listener receives the progress of splits; null for none
 */
record DefaultDatasetVersion(
    VersionHeader header,
    DatasetStore store,
    Observers observers,
    @Nullable Consumer<? super DataProgress> listener)
    implements DatasetVersion {
  DefaultDatasetVersion(VersionHeader header, DatasetStore store) {
    this(header, store, Observers.NONE, null);
  }

  @Override
  public String dataset() {
    return header.dataset();
  }

  @Override
  public int number() {
    return header.number();
  }

  @Override
  public BlobId id() {
    return header.id();
  }

  @Override
  public Summary summary() {
    return header.summary();
  }

  @Override
  public Optional<Purge> findPurge() {
    return newest().purge();
  }

  /** Returns the header, which says whether the version was purged since. */
  private VersionHeader newest() {
    return store.versions(dataset()).get(number() - 1);
  }

  @Override
  public DatasetManifest manifest() {
    return store.manifest(header);
  }

  /** Returns the manifest; throws if the version was purged. */
  private DatasetManifest whole() {
    DatasetManifest manifest = manifest();
    if (manifest.files().isEmpty()) {
      newest().checkNotPurged("read " + this);
    }
    return manifest;
  }

  StoredVersion stored() {
    return new StoredVersion(header, whole());
  }

  @Override
  public Optional<ValidationReport> validation() {
    return manifest().report().map(report -> StoredReport.read(toString(), report, store));
  }

  @Override
  public Instant created() {
    return header.created();
  }

  @Override
  public InputStream open(String file) {
    return open(file(file));
  }

  /** Opens a file; bytes that are lost because of a purge are reported as purged. */
  InputStream open(StoredFile file) {
    return read(file, () -> store.open(file));
  }

  @Override
  public InputStream open(String file, long offset, long length) {
    StoredFile stored = file(file);
    return read(stored, () -> store.open(stored, offset, length));
  }

  private InputStream read(StoredFile file, Supplier<InputStream> opening) {
    try {
      return NamedBlobs.file(file, opening);
    } catch (CorruptDataException e) {
      newest().checkNotPurged("read " + this);
      throw e;
    }
  }

  @Override
  public Rows rows() {
    return store.rows(stored());
  }

  private StoredFile file(String name) {
    required(name, "file name");
    return whole().files().stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NotFoundException("File does not exist: " + name + " in " + this));
  }

  @Override
  public CheckOut checkOut(Path directory) {
    return new DefaultCheckOut(this, whole().files(), required(directory, "directory"));
  }

  @Override
  public DatasetVersion onProgress(Consumer<? super DataProgress> told) {
    return new DefaultDatasetVersion(header, store, observers, required(told, "listener"));
  }

  @Override
  public Split split(SplitPlan plan) {
    required(plan, "split plan");
    return observers.call(
        Operation.SPLIT,
        ObservedSubject.dataset(dataset()).version(number()),
        () -> DefaultSplit.of(this, plan));
  }

  /** Ignores the listener and the observers. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DefaultDatasetVersion that
        && header.equals(that.header)
        && Objects.equals(store, that.store);
  }

  @Override
  public int hashCode() {
    return header.hashCode();
  }

  @Override
  public String toString() {
    return dataset() + ":" + number();
  }
}
