package io.lifecycle4j.benchmarks;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.model.spi.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A home of files, which is deleted when it is closed. */
record TemporaryHome(Path directory, Lifecycle lifecycle) implements AutoCloseable {
  /** Opens a home, with these engines alone unless there are none. */
  static TemporaryHome open(Engine... engines) {
    try {
      Path directory = TemporaryDirectory.create();
      LifecycleBuilder home = Lifecycle.builder().directory(location(directory));
      for (Engine engine : engines) {
        home.engine(engine);
      }
      return new TemporaryHome(directory, home.open());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path location(Path directory) {
    return directory.resolve("home");
  }

  /** Returns where the home is. */
  Path location() {
    return location(directory);
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
