package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.hash.ChainLinks;
import io.lifecycle4j.core.storage.file.Directory;
import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.RegularFile;
import io.lifecycle4j.core.storage.journal.Head.Segment;
import io.lifecycle4j.error.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory of one journal: a lock, a head and the segments that the head names. */
final class JournalDirectory {
  private static final String SUSPECT = "suspect";

  private final Path directory;

  /** Exists once a journal that rooms share has begun, wherever its directory went since. */
  private final Path begun;

  private final JournalIdentity identity;
  private final HeadFile headFile;

  JournalDirectory(Path home, JournalIdentity identity) {
    this.directory = home.resolve("journals").resolve(identity.name());
    this.begun = home.resolve("begun").resolve(identity.name());
    this.identity = identity;
    this.headFile = new HeadFile(directory, identity);
  }

  Path path() {
    return directory;
  }

  JournalIdentity identity() {
    return identity;
  }

  String name() {
    return identity.name();
  }

  Path lockFile() {
    return directory.resolve("lock");
  }

  Path path(SegmentName segment) {
    return directory.resolve(segment.file());
  }

  /** Creates the directory, durably; a journal that has a head has one. */
  void create() throws IOException {
    checkDirectory();
    if (!headFile.exists()) {
      Durable.createDirectory(directory);
    }
  }

  @Nullable Head head() throws IOException {
    checkDirectory();
    Head head = headFile.read();
    return head == null ? headOfNone() : head;
  }

  /** Rejects what shows that there was a head. */
  private @Nullable Head headOfNone() throws IOException {
    refuseOrphans();
    boolean hasBegun = hasBegun();
    Head head = headFile.read(); // another may have created the journal in the meantime
    if (head == null && hasBegun) {
      throw new CorruptDataException(
          String.format(
              "Corrupt journal %s: it is missing (restore the home from a backup, or delete %s to"
                  + " do without it)",
              directory, begun));
    }
    return head;
  }

  private boolean hasBegun() {
    return Files.exists(begun, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Records, durably and outside of the directory of the journal, that the journal has begun. The
   * file has a content, since many copies omit empty ones.
   */
  void begin() throws IOException {
    if (!hasBegun()) {
      Durable.publishNew(begun, begunContent());
    }
  }

  private byte[] begunContent() {
    return (name() + '\n').getBytes(StandardCharsets.UTF_8);
  }

  /** Throws if the file that {@link #begin} made has another content; it may not exist. */
  void verifyBegun() throws IOException {
    if (hasBegun()
        && !(Files.isRegularFile(begun, LinkOption.NOFOLLOW_LINKS)
            && Arrays.equals(Files.readAllBytes(begun), begunContent()))) {
      throw new CorruptDataException(
          "Corrupt journal " + begun + ": it is not the name of the journal (byte 0)");
    }
  }

  /** Rejects a link, which would lead writes out of the home. */
  private void checkDirectory() {
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS) && !isDirectory()) {
      throw new CorruptDataException(
          "Corrupt journal " + directory + ": it is not a directory (byte 0)");
    }
  }

  private boolean isDirectory() {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns whether there is a journal, even one that lost its head or its directory. */
  boolean exists() throws IOException {
    return Files.isSymbolicLink(directory) // reading it reports the error
        || hasBegun()
        || (isDirectory() && (headFile.exists() || hasOrphans()));
  }

  /** Returns whether entries lack a head, or a mark exists: a trimmed journal may have no entry. */
  private boolean hasOrphans() throws IOException {
    if (headFile.wasReplaced()) {
      return true;
    }
    for (SegmentName segment : segments()) {
      if (hasEntries(segment)) {
        return true;
      }
    }
    return false;
  }

  /** Rejects entries without a head: creating a journal writes a head first, so it was lost. */
  private void refuseOrphans() throws IOException {
    if (hasOrphans() && !headFile.exists()) {
      throw missing(headFile.path());
    }
  }

  private boolean hasEntries(SegmentName segment) throws IOException {
    try {
      return Files.size(path(segment)) > SegmentHeader.BYTES;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Throws if a segment unknown to the head shows that a later head was published, so that this one
   * is old. A segment that begins after the last entry receives entries only after its head is
   * published. A copy of the active segment, however, has entries before that, and may be all that
   * is left of them: an interrupted recovery may have copied entries that were only in the cache.
   * None of those was acknowledged as surviving a power cut, unless a frame proves it.
   */
  void refuseLaterSegments(Head head, long last) throws IOException {
    for (SegmentName segment : segments()) {
      if (segment.version() > head.version()
          && (isCopy(segment, head) ? proven(segment) : begun(segment)) > last) {
        throw new CorruptDataException(
            String.format(
                "Corrupt journal %s: it is older than %s (byte 0)",
                headFile.path(), segment.file()));
      }
    }
  }

  private static boolean isCopy(SegmentName segment, Head head) {
    return segment.first() == head.active().name().first();
  }

  /** Returns the first entry of a segment, or 0 if it has none. */
  private long begun(SegmentName segment) throws IOException {
    return hasEntries(segment) ? segment.first() : 0;
  }

  /** Returns the highest entry that a frame of the segment proves to be on the device. */
  private long proven(SegmentName segment) throws IOException {
    JournalPosition start = JournalPosition.start(segment, new byte[ChainLinks.BYTES]);
    try (FileChannel channel = RegularFile.open(path(segment))) {
      return new SegmentScanner(this, channel, false, start, frame -> {})
          .scan(Long.MAX_VALUE)
          .forced();
    } catch (NoSuchFileException e) {
      return 0; // deleted after it was listed
    }
  }

  /** Returns the segments that there are, whether a head names them or not. */
  List<SegmentName> segments() throws IOException {
    return Directory.namesIfAny(directory).stream()
        .flatMap(file -> Stream.ofNullable(SegmentName.parse(file)))
        .toList();
  }

  void prepare(Head head) throws IOException {
    headFile.prepare(head);
  }

  void publish() throws IOException {
    headFile.publish();
  }

  /** Creates the mark of a head if a copy has left it out. Not durable yet. */
  void mark(Head head) throws IOException {
    headFile.mark(head);
  }

  /**
   * Informs other processes that an fsync of the active segment failed. Not durable: after a power
   * cut the segment is copied anyway.
   */
  void suspect() throws IOException {
    Path file = directory.resolve(SUSPECT);
    if (Files.notExists(file)) {
      Durable.create(file).close();
    }
  }

  boolean suspected() {
    return Files.exists(directory.resolve(SUSPECT), LinkOption.NOFOLLOW_LINKS);
  }

  /** Revokes {@link #suspect} after the segment was copied. */
  void trust() throws IOException {
    Files.deleteIfExists(directory.resolve(SUSPECT));
  }

  void force() throws IOException {
    Durable.forceDirectory(directory);
  }

  /** Deletes the files that no head names: leftovers of crashes and replaced segments. */
  void sweep(Head head) throws IOException {
    Set<SegmentName> named = new HashSet<>(head.segments().stream().map(Segment::name).toList());
    headFile.sweep(head);
    for (SegmentName segment : segments()) {
      if (!named.contains(segment)) {
        Files.deleteIfExists(path(segment));
      }
    }
  }

  FileChannel create(SegmentName segment) throws IOException {
    return Durable.create(path(segment));
  }

  /** Opens a segment that the head names. */
  FileChannel open(SegmentName segment) throws IOException {
    try {
      return RegularFile.open(path(segment));
    } catch (NoSuchFileException e) {
      throw missing(path(segment));
    }
  }

  FileChannel openForWriting(SegmentName segment) throws IOException {
    try {
      return RegularFile.openForWriting(path(segment));
    } catch (NoSuchFileException e) {
      throw missing(path(segment));
    }
  }

  private static CorruptDataException missing(Path file) {
    return new CorruptDataException("Corrupt journal " + file + ": it is missing (byte 0)");
  }

  /** Returns the link that a segment begins with; rejects a header of another segment. */
  byte[] readHeader(FileChannel channel, SegmentName segment, boolean chained) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(SegmentHeader.BYTES);
    boolean whole = Durable.readFully(channel, header, 0) == SegmentHeader.BYTES;
    byte[] link =
        whole ? SegmentHeader.link(header.array(), identity, chained, segment.first()) : null;
    if (link == null) {
      throw new CorruptDataException(
          String.format(
              "Corrupt journal %s: its header is not that of this segment (byte 0)",
              path(segment)));
    }
    return link;
  }
}
