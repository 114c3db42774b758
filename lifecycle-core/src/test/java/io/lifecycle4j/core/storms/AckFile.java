package io.lifecycle4j.core.storms;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process means to write and was told to be stored, outside the store, a line at a time.
 *
 * <p>A line is one write, so that it survives the death of the process as soon as it is made. A
 * pipe would not do: what the process wrote there is lost with the reader's end. Thread-safe.
 */
public final class AckFile implements AutoCloseable {
  private final FileChannel channel;

  /**
   * Opens a file, and creates it when it is missing.
   *
   * @param file the file
   * @throws IOException if it cannot be opened
   */
  public AckFile(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Appends a line.
   *
   * @param line the line, in ASCII
   * @throws IOException if it cannot be written
   */
  public void write(String line) throws IOException {
    channel.write(ByteBuffer.wrap((line + "\n").getBytes(US_ASCII)));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * Reads the whole lines.
   *
   * @param file the file
   * @return the lines; none if there is no such file
   * @throws IOException if it cannot be read
   */
  public static List<String> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    String text = Files.readString(file, US_ASCII);
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (!text.isEmpty() && !text.endsWith("\n")) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }
}
