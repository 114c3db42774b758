package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.StorageFailedException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A file of arguments for a JVM, since a class path may be longer than a command line can be.
 *
 * <p>It lies in the temporary directory, only its owner can read it, and it is deleted when it is
 * closed.
 */
public final class ArgumentsFile implements AutoCloseable {
  private final Path file;

  private ArgumentsFile(Path file) {
    this.file = file;
  }

  /** Writes arguments, one a line. */
  public static ArgumentsFile of(List<String> arguments) {
    String text = arguments.stream().map(ArgumentsFile::quoted).collect(Collectors.joining("\n"));
    try {
      ArgumentsFile file = new ArgumentsFile(Files.createTempFile("lifecycle4j-", ".args"));
      file.write(text);
      return file;
    } catch (IOException e) {
      throw new StorageFailedException(
          "Cannot write to the temporary directory: " + e.getMessage(), e);
    }
  }

  private void write(String text) throws IOException {
    boolean written = false;
    try {
      Files.write(file, text.getBytes(names()));
      written = true;
    } finally {
      if (!written) {
        close();
      }
    }
  }

  /** Returns the encoding in which a JVM reads its arguments: that of the names of files. */
  private static Charset names() {
    String name = System.getProperty("sun.jnu.encoding", "UTF-8");
    return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
  }

  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Returns the argument that makes a JVM read the file. */
  public String argument() {
    return "@" + file;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // only arguments are left in the temporary directory
    }
  }
}
