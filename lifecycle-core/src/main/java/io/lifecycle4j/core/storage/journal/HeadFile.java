package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.file.Directory;
import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.RegularFile;
import io.lifecycle4j.error.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of a journal as a file, and the mark of its version: an empty file that exists as long
 * as that head is the newest. The mark distinguishes a head restored from an old copy from the one
 * it replaced, though both are intact.
 *
 * <p>A head newer than all marks is accepted: it cannot be an old one, and copies may leave out
 * empty files.
 */
final class HeadFile {
  private static final String MARK = "version-";
  private static final Pattern MARKED = Pattern.compile(MARK + "([1-9][0-9]{0,17})");

  private final Path directory;
  private final Path file;
  private final Path temporary;
  private final JournalIdentity identity;

  HeadFile(Path directory, JournalIdentity identity) {
    this.directory = directory;
    this.file = directory.resolve("head");
    this.temporary = directory.resolve("head.tmp");
    this.identity = identity;
  }

  Path path() {
    return file;
  }

  boolean exists() {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Reads the head, or returns null if there is none. */
  @Nullable Head read() throws IOException {
    Head head = decode();
    while (head != null && !isNewest(head)) {
      Head again = decode(); // another may have replaced it in the meantime
      if (again != null && again.version() == head.version()) {
        throw notNewest(head);
      }
      head = again;
    }
    return head;
  }

  private @Nullable Head decode() throws IOException {
    byte[] bytes;
    try (FileChannel channel = RegularFile.open(file)) {
      bytes = new byte[(int) Math.min(Head.MAX_BYTES, channel.size())];
      Durable.readFully(channel, ByteBuffer.wrap(bytes), 0);
    } catch (NoSuchFileException e) {
      return null;
    }
    Head head = Head.decode(bytes, identity);
    if (head == null) {
      throw new CorruptDataException(
          "Corrupt journal " + file + ": it is not the head of this journal (byte 0)");
    }
    return head;
  }

  private boolean isNewest(Head head) throws IOException {
    Path mark = mark(head.version());
    return isMark(mark)
        || newestMark() < head.version()
        || isMark(mark); // it may have been created in the meantime
  }

  private static boolean isMark(Path mark) {
    return Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS);
  }

  private Path mark(long version) {
    return directory.resolve(MARK + version);
  }

  /** Returns the versions with a mark: two while a head is published, or after a crash. */
  private List<Long> marked() throws IOException {
    return Directory.namesIfAny(directory).stream()
        .map(MARKED::matcher)
        .filter(Matcher::matches)
        .map(mark -> Long.valueOf(mark.group(1)))
        .toList();
  }

  private long newestMark() throws IOException {
    return marked().stream().reduce(0L, Math::max);
  }

  private CorruptDataException notNewest(Head head) throws IOException {
    long newest = newestMark();
    return new CorruptDataException(
        newest > head.version()
            ? "Corrupt journal " + file + ": it is older than " + MARK + newest + " (byte 0)"
            : "Corrupt journal " + mark(newest) + ": it is not a file (byte 0)");
  }

  /** Returns whether a head was ever replaced; the loss of a first head loses no information. */
  boolean wasReplaced() throws IOException {
    return newestMark() > 1;
  }

  /**
   * Writes a head and its mark next to the current ones, which remain in effect, and fsyncs all
   * names that the head may need.
   */
  void prepare(Head head) throws IOException {
    mark(head);
    Files.deleteIfExists(temporary);
    try (FileChannel channel = Durable.create(temporary)) {
      Durable.writeFully(channel, ByteBuffer.wrap(head.encode(identity)), 0);
      channel.force(true);
    }
    Durable.forceDirectory(directory);
  }

  /** Creates the mark of a head, if it has none. */
  void mark(Head head) throws IOException {
    Path mark = mark(head.version());
    if (!isMark(mark)) {
      Durable.create(mark).close();
    }
  }

  /** The publish step: the prepared head becomes the head, durably. */
  void publish() throws IOException {
    Durable.move(temporary, file);
    Durable.forceDirectory(directory);
  }

  /** Deletes what is left of other heads. */
  void sweep(Head head) throws IOException {
    Files.deleteIfExists(temporary);
    for (long version : marked()) {
      if (version != head.version()) {
        Files.deleteIfExists(mark(version));
      }
    }
  }
}
