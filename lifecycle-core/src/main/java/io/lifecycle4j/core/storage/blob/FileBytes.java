package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.core.storage.file.DirectContent;
import io.lifecycle4j.core.storage.file.RegularFile;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.IntFunction;

/** A content with the bytes of a file, as it declared when it was put. */
final class FileBytes extends DirectContent {
  private final Content content;
  private final Path path;

  private FileBytes(Content content, Path path) {
    this.content = content;
    this.path = path;
  }

  /** Wraps a content that has a file, so that no other method of it is called. */
  static Content of(Content content) {
    return content instanceof DirectContent
        ? content
        : content.file().<Content>map(path -> new FileBytes(content, path)).orElse(content);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    content.writeTo(out);
  }

  @Override
  public int read(int most, IntFunction<ByteBuffer> room) {
    try {
      BasicFileAttributes now =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return now.isRegularFile() ? RegularFile.read(path, now.size(), most, room) : -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
