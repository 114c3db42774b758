package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.storage.Head.Segment;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.JournalSnapshot;
import io.lifecycle4j.storage.Recovery;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a journal. Used by one thread at a time, under the journal's lock.
 *
 * <p>Before it writes it reads what other processes wrote. A journal that was not closed well is
 * copied first, up to its last whole batch: what a failed force left in the cache alone is then
 * written again, and no file is ever changed but by appending to it.
 */
final class JournalWriter implements AutoCloseable {
  private final JournalDirectory directory;
  private final JournalReader reader;
  private final JournalKind kind;
  private final long segmentBytes;
  private final Consumer<Recovery> recoveries;
  private final FrameBuffer buffer = new FrameBuffer();
  private final Tokens tokens = new Tokens();

  private @Nullable Head head;
  private @Nullable ActiveSegment active;

  /** The highest entry known to be on the device. */
  private long forced;

  /** Why nothing may be written any more. */
  private @Nullable Exception failure;

  JournalWriter(
      JournalDirectory directory,
      JournalKind kind,
      long segmentBytes,
      Consumer<Recovery> recoveries) {
    this.directory = directory;
    this.reader = new JournalReader(directory);
    this.kind = kind;
    this.segmentBytes = segmentBytes;
    this.recoveries = recoveries;
  }

  /** Tells whether nothing was ever written here. */
  boolean idle() {
    return head == null;
  }

  /** Appends batches with one write, and one force if one of them asks for it. */
  void append(List<Append> group) {
    try {
      ActiveSegment open = ready();
      if (open.end().offset() >= segmentBytes) {
        open = roll(open);
      }
      List<Append> written = encode(open, group);
      write(open, written);
      if (group.stream().anyMatch(this::mustForce)) {
        force(open, group);
      }
    } catch (IOException e) {
      RuntimeException failed = StorageErrors.failed("write journal", directory.path(), e);
      group.forEach(append -> append.fail(failed));
    }
  }

  private List<Append> encode(ActiveSegment open, List<Append> group) {
    buffer.clear();
    byte[] link = open.end().link().clone();
    long sequence = open.end().sequence();
    List<Append> written = new ArrayList<>();
    for (Append append : group) {
      Batch batch = append.batch();
      Long before = batch.hasToken() ? tokens.find(batch.token()) : null;
      if (before != null) {
        append.succeed(before);
        continue;
      }
      try {
        JournalChecks.expected(directory.name(), batch, sequence);
      } catch (ConflictException e) {
        append.fail(e);
        continue;
      }
      buffer.add(batch, sequence + 1, forced, kind.chained() ? link : null);
      sequence += batch.payloads().size();
      append.succeed(sequence);
      written.add(append);
      if (batch.hasToken()) {
        tokens.put(batch.token(), sequence);
      }
    }
    buffer.end(sequence, link);
    return written;
  }

  private void write(ActiveSegment open, List<Append> written) {
    if (written.isEmpty()) {
      return;
    }
    try {
      open.write(buffer.content(), buffer.last(), buffer.link());
    } catch (IOException e) {
      keepWhole(open, written, e);
    }
  }

  /**
   * After a write that failed: batches that are there whole are kept, since readers may have seen
   * them; what is behind them is cut.
   */
  private void keepWhole(ActiveSegment open, List<Append> written, IOException cause) {
    RuntimeException failed = StorageErrors.failed("write journal", directory.path(), cause);
    try {
      open.catchUp(frame -> {});
      open.cut();
    } catch (IOException e) {
      cause.addSuppressed(e);
      failure = cause;
      failed = unknown("write", cause);
    }
    for (Append append : written) {
      if (failure != null || append.sequence() > open.end().sequence()) {
        tokens.remove(append.batch().token());
        append.fail(failed);
      }
    }
  }

  private boolean mustForce(Append append) {
    return append.batch().durability() == Durability.POWER && append.sequence() > forced;
  }

  private void force(ActiveSegment open, List<Append> group) {
    try {
      force(open);
    } catch (IOException e) {
      UnknownOutcomeException unknown = unknown("force", e);
      group.stream().filter(this::mustForce).forEach(append -> append.fail(unknown));
    }
  }

  private void force(ActiveSegment open) throws IOException {
    try {
      open.force();
    } catch (IOException e) {
      // The kernel may have dropped the pages and reports it once: a second force would lie.
      failure = e;
      throw e;
    }
    forced = open.end().sequence();
  }

  private UnknownOutcomeException unknown(String doing, IOException e) {
    return new UnknownOutcomeException(
        String.format(
            "Cannot %s journal %s: %s (reopen, then read)",
            doing, directory.path(), e.getMessage()),
        e);
  }

  /** Brings the writer to the end of the journal, and the journal into good order. */
  private ActiveSegment ready() throws IOException {
    if (failure != null) {
      throw new StorageFailedException(
          "Cannot write journal " + directory.path() + ": an earlier write failed (reopen the home)",
          failure);
    }
    ActiveSegment open = active;
    Head known = head;
    Head now = known == null || kind != JournalKind.OWNED ? directory.head() : known;
    if (now == null) {
      return create();
    }
    if (open == null || known == null || known.version() != now.version()) {
      return load(now, known == null);
    }
    if (open.tail() > 0) {
      catchUp(open, now);
    }
    return open.tail() > 0 ? recover(open, now) : open;
  }

  private ActiveSegment create() throws IOException {
    directory.create();
    SegmentName name = new SegmentName(1, 1);
    byte[] link = directory.identity().firstLink(kind.chained());
    ActiveSegment fresh = ActiveSegment.create(directory, name, kind.chained(), link);
    return replace(fresh, proof -> Head.first(kind.chained(), proof));
  }

  private ActiveSegment load(Head now, boolean first) throws IOException {
    if (now.chained() != kind.chained()) {
      throw JournalChecks.otherKind(directory.name(), now.chained());
    }
    try {
      adopt(ActiveSegment.open(directory, now.active().name(), kind.chained()), now);
      ActiveSegment open = required(active);
      if (first) {
        readBefore(now);
      }
      catchUp(open, now);
      if (first) {
        directory.refuseLaterSegments(now, open.end().sequence());
        directory.force(); // who wrote the head may have died before it did
        directory.sweep(now);
      }
      boolean unclean = first && open.end().offset() > now.active().length();
      return unclean || open.tail() > 0 ? recover(open, now) : open;
    } catch (IOException | RuntimeException e) {
      head = null; // the next attempt begins again
      throw e;
    }
  }

  /** Reads the tokens of the segment before the active one. */
  private void readBefore(Head now) throws IOException {
    List<Segment> sealed = now.sealed();
    if (!sealed.isEmpty()) {
      reader.readSealed(now, sealed.get(sealed.size() - 1), tokens);
    }
  }

  private void catchUp(ActiveSegment open, Head now) throws IOException {
    Segment proven = now.active();
    SegmentScanner scanner =
        open.catchUp(tokens).refuseDamage(proven.length(), proven.last());
    forced = Math.max(forced, Math.max(proven.last(), scanner.forced()));
  }

  private void adopt(ActiveSegment open, Head now) throws IOException {
    ActiveSegment before = active;
    active = open;
    head = now;
    if (before != null) {
      before.close();
    }
  }

  private ActiveSegment recover(ActiveSegment open, Head now) throws IOException {
    long tail = open.tail();
    String reason =
        tail == 0
            ? ""
            : open.catchUp(tokens).reason();
    SegmentName name = new SegmentName(open.name().first(), now.version() + 1);
    ActiveSegment fresh = rewrite(open.channel(), SegmentHeader.BYTES, open.end(), name);
    replace(fresh, now::proven);
    directory.sweep(required(head));
    if (tail > 0) {
      recoveries.accept(
          new Recovery(
              directory.name(), fresh.end().sequence(), fresh.end().offset(), tail, reason));
    }
    return fresh;
  }

  private ActiveSegment rewrite(FileChannel source, long from, Place end, SegmentName name)
      throws IOException {
    byte[] link = directory.readHeader(source, end.segment(), kind.chained());
    ActiveSegment fresh = ActiveSegment.create(directory, name, kind.chained(), link);
    try {
      fresh.copy(source, from, end.offset(), end);
      return fresh;
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
  }

  private ActiveSegment roll(ActiveSegment open) throws IOException {
    Head now = required(head);
    force(open);
    Segment sealed = open.proof();
    SegmentName name = new SegmentName(open.end().sequence() + 1, now.version() + 1);
    ActiveSegment fresh =
        ActiveSegment.create(directory, name, kind.chained(), open.end().link());
    return replace(fresh, proof -> now.rolled(sealed, proof));
  }

  /** What the next head is, given what is proven of its active segment. */
  private interface NextHead {
    Head of(Segment active);
  }

  /** Puts a new segment in the place of the active one: force it, then publish a head. */
  private ActiveSegment replace(ActiveSegment fresh, NextHead next) throws IOException {
    Head following;
    try {
      fresh.force();
      following = next.of(fresh.proof());
      publish(following);
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
    forced = fresh.end().sequence();
    adopt(fresh, following);
    return fresh;
  }

  private void publish(Head next) throws IOException {
    directory.prepare(next);
    try {
      directory.publish();
    } catch (IOException e) {
      failure = e; // whether the head is there, and for how long, only a restart tells
      throw e;
    }
    head = next;
  }

  /** Forces what was appended and publishes a head that proves it. */
  void checkpoint() {
    if (failure != null) {
      return;
    }
    try {
      ActiveSegment open = ready();
      if (open.end().offset() > required(head).active().length()) {
        force(open);
        publish(required(head).proven(open.proof()));
      }
    } catch (IOException e) {
      throw StorageErrors.failed("close journal", directory.path(), e);
    }
  }

  void snapshot(JournalSnapshot snapshot) {
    try {
      ActiveSegment open = ready();
      Head now = required(head);
      kind.checkSnapshot(snapshot, open.end().sequence(), now.snapshot());
      force(open);
      publish(now.with(snapshot, open.proof()));
    } catch (IOException e) {
      throw StorageErrors.failed("record a snapshot of journal", directory.path(), e);
    }
  }

  void trim(long before) {
    try {
      ActiveSegment open = ready();
      Head now = required(head);
      kind.checkTrim(before, open.end().sequence(), now.snapshot());
      if (before > now.base()) {
        trim(open, now, before);
        directory.sweep(required(head));
        directory.force();
      }
    } catch (IOException e) {
      throw StorageErrors.failed("trim journal", directory.path(), e);
    }
  }

  private void trim(ActiveSegment open, Head now, long before) throws IOException {
    List<Segment> kept = new ArrayList<>();
    for (Segment segment : now.sealed()) {
      if (segment.last() >= before) {
        kept.add(segment.name().first() >= before ? segment : shorten(now, segment, before));
      }
    }
    if (open.name().first() >= before) {
      force(open);
      kept.add(open.proof());
      publish(now.trimmed(before, kept));
      return;
    }
    SegmentName name = new SegmentName(before, now.version() + 1);
    long from = offset(open.channel(), open.name(), open.end().offset(), before);
    ActiveSegment fresh = rewrite(open.channel(), from, open.end(), name);
    replace(
        fresh,
        proof -> {
          kept.add(proof);
          return now.trimmed(before, kept);
        });
  }

  /** Writes the end of a sealed segment anew, without the entries before one. */
  private Segment shorten(Head now, Segment segment, long before) throws IOException {
    SegmentName name = new SegmentName(before, now.version() + 1);
    try (FileChannel source = directory.open(segment.name(), StandardOpenOption.READ)) {
      long from = offset(source, segment.name(), segment.length(), before);
      Place end = new Place(segment.name(), segment.length(), segment.last(), NO_LINK);
      try (ActiveSegment fresh = rewrite(source, from, end, name)) {
        fresh.force();
        return fresh.proof();
      }
    }
  }

  private static final byte[] NO_LINK = new byte[ChainLinks.BYTES];

  /** Finds where the frame of an entry begins. */
  private long offset(FileChannel source, SegmentName name, long end, long sequence)
      throws IOException {
    long[] offset = {SegmentHeader.BYTES};
    new SegmentScanner(
            directory.path(name),
            source,
            kind.chained(),
            Place.start(name, directory.readHeader(source, name, kind.chained())),
            frame -> offset[0] += frame.sequence() < sequence ? frame.length() : 0)
        .scan(end);
    return offset[0];
  }

  private static <T> T required(@Nullable T loaded) {
    return Objects.requireNonNull(loaded, "not loaded");
  }

  @Override
  public void close() {
    ActiveSegment open = active;
    active = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      throw StorageErrors.failed("close journal", directory.path(), e);
    }
  }
}
