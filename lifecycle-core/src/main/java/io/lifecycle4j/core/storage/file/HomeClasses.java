package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;

/**
 * The classes needed to write to a home, and to report failures.
 *
 * <p>If a static initializer runs out of memory or stack, its class stays unusable for the life of
 * the process. So all are initialized when a home is opened, where such a failure only fails the
 * opening.
 */
public final class HomeClasses {
  private HomeClasses() {}

  static void initialize() {
    initialize(
        Closing.class,
        Hashing.class,
        Ids.class,
        Durable.class,
        FileLocks.class,
        FileLocks.Held.class,
        FileStores.class,
        HomeThread.class,
        HomeThreads.class,
        HomeThreads.Doing.class,
        HomeThreads.CallerTrace.class,
        RegularFile.class,
        StorageErrors.class,
        Workspace.class,
        ConflictException.class,
        CorruptDataException.class,
        OperationInterruptedException.class,
        OverloadedException.class,
        StorageFailedException.class,
        UnknownOutcomeException.class);
  }

  /** Loads and initializes classes. */
  public static void initialize(Class<?>... types) {
    for (Class<?> type : types) {
      try {
        Class.forName(type.getName(), true, type.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException("A class that is there is not found: " + type, e);
      }
    }
  }
}
