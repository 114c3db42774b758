package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.StorageFailedException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Converts exceptions of the file system to typed exceptions that callers can handle. */
public final class StorageErrors {
  private StorageErrors() {}

  /** Work on files that returns a result. */
  @FunctionalInterface
  public interface Work<T> {
    /** Runs the work. */
    T call() throws IOException;
  }

  /**
   * Runs work, and converts its exceptions as {@link #failed} does.
   *
   * @param doing the action, for the message
   */
  public static <T> T call(String doing, Path path, Work<T> work) {
    try {
      return work.call();
    } catch (IOException e) {
      throw failed(doing, path, e);
    }
  }

  /**
   * Returns the exception for an operation that failed.
   *
   * @param doing the action, for the message
   */
  public static LifecycleException failed(String doing, Path path, IOException e) {
    String message = "Cannot " + doing + " " + path + ": " + reason(e, path.toString());
    return e instanceof ClosedByInterruptException
        ? new OperationInterruptedException(message, e)
        : new StorageFailedException(message, e);
  }

  /**
   * Returns the exception for a content that could not be read; nothing was stored. The message has
   * its path, if known, instead of the name.
   */
  public static LifecycleException unreadable(String name, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return new OperationInterruptedException(
          "Cannot store a blob: the thread was interrupted", e);
    }
    String path = e instanceof FileSystemException fault ? fault.getFile() : null;
    String shown = path == null ? name : path;
    String reason = e instanceof NoSuchFileException ? "no such file" : reason(e, shown);
    return new InvalidDataException("Cannot read " + shown + ": " + reason, e);
  }

  /** Returns the reason, without repeating a path already named, or a file of the library in it. */
  private static String reason(IOException e, String named) {
    if (e instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (e instanceof AccessDeniedException) {
      return "access denied";
    }
    if (e instanceof ClosedByInterruptException) {
      return "the thread was interrupted";
    }
    if (e instanceof FileSystemException fault
        && fault.getReason() != null
        && fault.getFile() != null
        && fault.getFile().startsWith(named)) {
      return fault.getReason();
    }
    return String.valueOf(e.getMessage());
  }
}
