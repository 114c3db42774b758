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

/** Turns what the file system throws into what callers can act on. */
public final class StorageErrors {
  private StorageErrors() {}

  /**
   * Tells of something that did not happen.
   *
   * @param doing what was tried, for the message
   * @param path where
   * @param e why it failed
   * @return what to throw
   */
  public static LifecycleException failed(String doing, Path path, IOException e) {
    String message = "Cannot " + doing + " " + path + ": " + reason(e, path.toString());
    return e instanceof ClosedByInterruptException
        ? new OperationInterruptedException(message, e)
        : new StorageFailedException(message, e);
  }

  /**
   * Tells of a content that could not be read; nothing was stored.
   *
   * @param e why
   * @return what to throw
   */
  public static LifecycleException unreadable(IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return new OperationInterruptedException(
          "Cannot store a blob: the thread was interrupted", e);
    }
    return unreadable("content", e);
  }

  /**
   * Tells of a named content that could not be read; the path, if there is one, tells more than the
   * name.
   *
   * @param name its name
   * @param e why
   * @return what to throw
   */
  public static InvalidDataException unreadable(String name, IOException e) {
    String path = e instanceof FileSystemException fault ? fault.getFile() : null;
    String shown = path == null ? name : path;
    String reason = e instanceof NoSuchFileException ? "no such file" : reason(e, shown);
    return new InvalidDataException("Cannot read " + shown + ": " + reason, e);
  }

  /** A file that is named already, or one of ours in it, tells nobody more. */
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
