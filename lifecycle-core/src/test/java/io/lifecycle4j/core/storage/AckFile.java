package io.lifecycle4j.core.storage;

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
 * What a process was told to be stored, outside the store, a line at a time.
 *
 * <p>A line is one write, so that it survives the death of the process as soon as it is made.
 */
final class AckFile implements AutoCloseable {
  private final FileChannel channel;

  AckFile(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  void acknowledge(String line) throws IOException {
    channel.write(ByteBuffer.wrap((line + "\n").getBytes(US_ASCII)));
    System.out.println(line);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Reads the whole lines. */
  static List<String> read(Path file) throws IOException {
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
