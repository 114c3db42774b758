package io.lifecycle4j.core.data;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * The bytes of a file of the user: counted, and with its own errors told from those of the storage
 * it is written to. Not thread-safe.
 */
final class SourceBytes implements Content {
  private final NamedContent file;
  private long size;

  SourceBytes(NamedContent file) {
    this.file = file;
  }

  /** Returns the number of bytes that were written last. */
  long size() {
    return size;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    Target target = new Target(out);
    try {
      file.content().writeTo(target);
    } catch (IOException e) {
      if (target.failed || e instanceof ClosedByInterruptException) {
        throw e;
      }
      throw new InvalidDataException("Cannot read " + named(e) + ": " + problem(e), e);
    }
    size = target.written;
  }

  private String named(IOException e) {
    String path = e instanceof FileSystemException fault ? fault.getFile() : null;
    return path == null ? file.name() : path;
  }

  private static String problem(IOException e) {
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return "no such file";
    }
    return e instanceof AccessDeniedException ? "access denied" : String.valueOf(e.getMessage());
  }

  private static final class Target extends FilterOutputStream {
    private long written;
    private boolean failed;

    Target(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
      written += length;
    }
  }
}
