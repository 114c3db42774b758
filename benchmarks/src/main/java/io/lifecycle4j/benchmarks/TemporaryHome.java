package io.lifecycle4j.benchmarks;

import io.lifecycle4j.Lifecycle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A home of files, which is deleted when it is closed. */
record TemporaryHome(Path directory, Lifecycle lifecycle) implements AutoCloseable {
  static TemporaryHome open() {
    try {
      Path directory = TemporaryDirectory.create();
      return new TemporaryHome(directory, Lifecycle.open(directory.resolve("home")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    lifecycle.close();
    try {
      TemporaryDirectory.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
