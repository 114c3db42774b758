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

  /** Returns the exception for a content that could not be read; nothing was stored. */
  public static LifecycleException unreadable(IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return new OperationInterruptedException(
          "Cannot store a blob: the thread was interrupted", e);
    }
    return unreadable("content", e);
  }

  /**
   * Returns the exception for a named content that could not be read; the message has its path, if
   * known, instead of the name.
   */
  public static InvalidDataException unreadable(String name, IOException e) {
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
