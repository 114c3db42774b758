package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.core.storage.journal.Head.Segment;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.JournalChecks;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal while others write it: its longest intact prefix, without a lock.
 *
 * <p>Files are only appended to, or replaced under another name. A reader that finds a segment
 * missing because it was replaced reads the new head, and continues from its position.
 */
final class JournalReader {
  private final JournalDirectory directory;
  private final ReadMarks marks;

  /** The segment whose size was read last: naming its file takes longer than reading the size. */
  private volatile @Nullable Sized sized;

  private record Sized(SegmentName segment, Path file) {}

  /** Creates a reader that remembers nothing. */
  JournalReader(JournalDirectory directory) {
    this(directory, new ReadMarks(Long.MAX_VALUE));
  }

  /** Creates a reader that remembers positions. */
  JournalReader(JournalDirectory directory, ReadMarks marks) {
    this.directory = directory;
    this.marks = marks;
  }

  ReadMarks marks() {
    return marks;
  }

  @Nullable Head head() {
    try {
      return directory.head();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Reads entries.
   *
   * @param near a position reached before, or null
   * @param from the first entry to pass to the action
   * @return the position after the last entry, or null if the journal is empty
   */
  @Nullable JournalPosition read(
      @Nullable JournalPosition near, long from, Consumer<JournalEntry> action) {
    Delivery delivery = new Delivery(from, action);
    return retrying(delivery, head -> head == null ? null : read(head, near, delivery));
  }

  /** Returns the position after the last entry, null if empty; continues from {@code near}. */
  @Nullable JournalPosition end(@Nullable JournalPosition near) {
    return read(near, Long.MAX_VALUE, entry -> {});
  }

  /** Returns the size of a segment in bytes, or 0 if it cannot be read: reading it reports why. */
  long size(SegmentName segment) {
    Sized known = sized;
    if (known == null || !known.segment().equals(segment)) {
      known = new Sized(segment, directory.path(segment));
      sized = known;
    }
    try {
      return Files.size(known.file());
    } catch (IOException e) {
      return 0;
    }
  }

  @Nullable JournalState state() {
    Head head = head();
    JournalPosition end = end(null);
    return head == null || end == null ? null : head.state(end);
  }

  byte[] firstLink() {
    return directory.identity().firstLink(true);
  }

  /** Passes on each entry once, however often reading starts again. */
  private static final class Delivery implements Consumer<Frame> {
    private final Consumer<JournalEntry> action;
    private long next;
    private long reached;
    private boolean inAction;

    Delivery(long from, Consumer<JournalEntry> action) {
      this.next = from;
      this.action = action;
    }

    @Override
    public void accept(Frame frame) {
      reached = frame.sequence();
      if (frame.sequence() == next) {
        inAction = true;
        action.accept(frame.entry());
        inAction = false;
        next++;
      }
    }
  }

  /** An operation that is repeated if the files change while it reads. */
  private interface Attempt {
    @Nullable JournalPosition run(@Nullable Head head) throws IOException;
  }

  /**
   * Reports corruption only if found twice, with the same head and at the same position, since
   * files come and go while they are read.
   */
  private @Nullable JournalPosition retrying(Delivery delivery, Attempt attempt) {
    long version = 0;
    long reached = -1;
    while (true) {
      try {
        Head head = directory.head();
        long now = head == null ? 0 : head.version();
        try {
          return attempt.run(head);
        } catch (CorruptDataException e) {
          if (delivery.inAction || (now == version && delivery.reached == reached)) {
            throw e;
          }
          marks.clear();
          version = now;
          reached = delivery.reached;
        }
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  private JournalPosition read(Head head, @Nullable JournalPosition near, Delivery delivery)
      throws IOException {
    if (delivery.next < head.base()) {
      throw JournalChecks.trimmed(directory.name(), delivery.next, head.base());
    }
    int known = near == null || near.sequence() >= delivery.next ? -1 : find(head, near);
    if (known >= 0) {
      JournalPosition end = readFrom(head, known, near, delivery);
      if (near == null || !end.in(near.segment())) {
        directory.refuseLaterSegments(head, end.sequence());
      }
      return end;
    }
    int index = find(head, delivery.next);
    SegmentName segment = head.segments().get(index).name();
    return readToEnd(head, index, marks.before(segment, delivery.next), delivery);
  }

  private JournalPosition readFrom(
      Head head, int index, @Nullable JournalPosition near, Consumer<Frame> action)
      throws IOException {
    JournalPosition place = near;
    for (Segment segment : head.segments().subList(index, head.segments().size())) {
      place = read(head, segment, place, action);
    }
    return Objects.requireNonNull(place, "a head names at least one segment");
  }

  private static int find(Head head, JournalPosition near) {
    for (int i = 0; i < head.segments().size(); i++) {
      if (near.in(head.segments().get(i).name())) {
        return i;
      }
    }
    return -1;
  }

  private static int find(Head head, long sequence) {
    int index = head.segments().size() - 1;
    while (index > 0 && head.segments().get(index).name().first() > sequence) {
      index--;
    }
    return index;
  }

  private JournalPosition read(
      Head head, Segment segment, @Nullable JournalPosition near, Consumer<Frame> action)
      throws IOException {
    boolean active = segment.equals(head.active());
    SegmentName name = segment.name();
    try (FileChannel channel = directory.open(name)) {
      JournalPosition start =
          JournalPosition.start(name, directory.readHeader(channel, name, head.chained()));
      JournalPosition from = near != null && near.in(name) ? near : start;
      long end = active ? Long.MAX_VALUE : segment.length();
      SegmentScanner scanner = scan(head, channel, from, end, action);
      if (scanner.place().offset() == from.offset() && marks.forget(from)) { // not the same file
        scanner = scan(head, channel, start, end, action);
      }
      marks.endAt(scanner.place());
      return scanner.refuseDamage(segment.length(), segment.last()).place();
    }
  }

  private SegmentScanner scan(
      Head head, FileChannel channel, JournalPosition from, long end, Consumer<Frame> action)
      throws IOException {
    return new SegmentScanner(directory, channel, head.chained(), from, action)
        .marking(marks)
        .scan(end);
  }

  /** Throws if the journal is corrupt, as far as can be seen at a depth. */
  void verify(VerifyDepth depth) {
    Delivery nothing = new Delivery(Long.MAX_VALUE, entry -> {});
    retrying(
        nothing,
        head -> {
          if (head == null) {
            throw JournalChecks.missing(directory.name());
          }
          directory.verifyBegun();
          for (Segment segment : head.segments()) {
            verify(head, segment, depth);
          }
          return depth == VerifyDepth.STRUCTURE ? null : readToEnd(head, 0, null, nothing);
        });
  }

  private JournalPosition readToEnd(
      Head head, int index, @Nullable JournalPosition near, Consumer<Frame> action)
      throws IOException {
    JournalPosition end = readFrom(head, index, near, action);
    directory.refuseLaterSegments(head, end.sequence());
    return end;
  }

  private void verify(Head head, Segment segment, VerifyDepth depth) throws IOException {
    SegmentName name = segment.name();
    try (FileChannel channel = directory.open(name)) {
      directory.readHeader(channel, name, head.chained());
      if (channel.size() < segment.length()) {
        throw new CorruptDataException(
            String.format(
                "Corrupt journal %s: it has %s bytes (must have at least %s)",
                directory.path(name), channel.size(), segment.length()));
      }
      if (depth == VerifyDepth.HASH
          && !new SegmentHash(channel).upTo(segment.length()).equals(segment.hash())) {
        throw new CorruptDataException(
            String.format(
                "Corrupt journal %s: its first %s bytes are not those its head names (byte 0)",
                directory.path(name), segment.length()));
      }
    }
  }

  void readSealed(Head head, Segment segment, Consumer<Frame> action) throws IOException {
    read(head, segment, null, action);
  }

  private RuntimeException failed(IOException e) {
    String file = e instanceof FileSystemException fault ? fault.getFile() : null;
    Path path = file == null ? directory.path() : directory.path().resolveSibling(file);
    return StorageErrors.failed("read journal", path, e);
  }
}
