package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;

/**
 * The classes that writing to a home needs, and telling of what failed.
 *
 * <p>Why: a class whose static initializer meets the end of the memory, or of the stack, stays
 * unusable for the life of the process. So they are initialized when a home is opened, where a
 * failure is one of the opening.
 */
public final class HomeClasses {
  private HomeClasses() {}

  static void initialize() {
    initialize(
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

  /**
   * Loads and initializes classes that are not yet.
   *
   * @param types the classes
   */
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
