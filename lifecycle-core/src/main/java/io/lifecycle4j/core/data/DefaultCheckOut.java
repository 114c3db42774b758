package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.DirectoryExport;
import io.lifecycle4j.data.CheckOut;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the files of a version into a directory. */
final class DefaultCheckOut implements CheckOut {
  private final List<StoredFile> files;
  private final DefaultDatasetVersion version;
  private final Path directory;
  private boolean existing;
  private @Nullable Consumer<? super DataProgress> listener;

  DefaultCheckOut(DefaultDatasetVersion version, List<StoredFile> files, Path directory) {
    this.version = version;
    this.files = files;
    this.directory = directory;
  }

  @Override
  public CheckOut intoExisting() {
    checkUnset(existing, "check-out", "existing directory");
    existing = true;
    return this;
  }

  @Override
  public CheckOut onProgress(Consumer<? super DataProgress> told) {
    checkUnset(listener, "check-out", "listener");
    listener = required(told, "listener");
    return this;
  }

  @Override
  public void write() {
    DirectoryExport.checkNames(directory, files);
    DirectoryExport export =
        existing
            ? DirectoryExport.intoExisting(directory)
            : DirectoryExport.intoEmpty(directory, ", or call intoExisting()");
    long all = files.stream().mapToLong(StoredFile::size).sum();
    long bytes = 0;
    tell(0, 0, all);
    int written = 0;
    for (StoredFile file : files) {
      write(file, export);
      bytes += file.size();
      tell(++written, bytes, all);
    }
    export.complete();
  }

  private void tell(int written, long bytes, long all) {
    if (listener != null) {
      listener.accept(new DataProgress(Phase.WRITING, written, files.size(), bytes, all, 0, 0));
    }
  }

  private void write(StoredFile file, DirectoryExport export) {
    try (InputStream in = version.open(file)) {
      export.write(file.name(), in);
    } catch (IOException e) {
      throw new StorageFailedException(
          "Cannot close stored file " + file.name() + ": " + e.getMessage(), e);
    }
  }
}
