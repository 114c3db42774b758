package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.storage.journal.Head.Segment;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.spi.JournalChecks;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.Recovery;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's view of a journal: the head, the open segment, what is on the device, the tokens.
 * Used by one thread at a time, under the journal's lock.
 *
 * <p>A refresh finds one of three cases. The same segment: everything is kept. Another segment: it
 * is read. In both cases, a new head requires an fsync of the directory, since its publisher may
 * have died before that. The first time, or after an fsync failed in any process: the segment is
 * copied up to its last complete batch, so that what a failed fsync left only in the cache is
 * written again, and files are only ever changed by appending.
 */
final class OpenJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenJournal.class);

  private final JournalDirectory directory;
  private final JournalReader reader;
  private final JournalKind kind;
  private final Consumer<Recovery> recoveries;
  private final BatchTokens tokens = new BatchTokens();

  private @Nullable Head head;
  private @Nullable ActiveSegment active;

  /** The highest entry known to be on the device. */
  private long forced;

  private boolean unproven;

  /** Why writing is disabled; null if it is not. */
  private @Nullable Throwable failure;

  OpenJournal(JournalDirectory directory, JournalKind kind, Consumer<Recovery> recoveries) {
    this.directory = directory;
    this.reader = new JournalReader(directory);
    this.kind = kind;
    this.recoveries = recoveries;
  }

  private boolean chained() {
    return kind == JournalKind.CHAINED;
  }

  /** Returns whether a head proves everything written here. */
  boolean idle() {
    return !unproven;
  }

  void written() {
    unproven = true;
  }

  boolean failed() {
    return failure != null;
  }

  Head head() {
    return Objects.requireNonNull(head, "not refreshed");
  }

  ActiveSegment active() {
    return Objects.requireNonNull(active, "not refreshed");
  }

  BatchTokens tokens() {
    return tokens;
  }

  long forced() {
    return forced;
  }

  /** Makes the next attempt read the files again: an Error left this one incomplete. */
  void forget() {
    head = null;
  }

  /** Moves to the end of the journal, past entries of other writers; repairs it if needed. */
  @SuppressWarnings("checkstyle:IllegalCatch") // after an Error, too
  ActiveSegment refresh() throws IOException {
    if (failure instanceof Error) {
      reopen(); // the device has not failed: memory was short, and may be there again
    }
    if (failure != null) {
      throw new StorageFailedException(
          "Cannot write journal "
              + directory.path()
              + ": an earlier write failed (reopen the home)",
          failure);
    }
    try {
      Head known = head;
      Head now = known == null || kind != JournalKind.OWNED ? directory.head() : known;
      if (now == null) {
        create();
      } else if (known == null) {
        open(now);
      } else {
        follow(known, now);
      }
      return active();
    } catch (IOException | RuntimeException | Error e) {
      forget();
      throw e;
    }
  }

  private void create() throws IOException {
    directory.create();
    byte[] link = directory.identity().firstLink(chained());
    replace(
        ActiveSegment.create(directory, new SegmentName(1, 1), chained(), link),
        proof -> Head.first(kind, proof));
    begin();
  }

  /**
   * Owned journals need no such record: the loss of what one run or process wrote is found by what
   * refers to it.
   */
  private void begin() throws IOException {
    if (kind != JournalKind.OWNED) {
      directory.begin();
    }
  }

  private void open(Head now) throws IOException {
    JournalChecks.kind(directory.name(), kind, now.kind());
    tokens.clear();
    readTokens(now);
    adopt(ActiveSegment.open(directory, now.active().name(), chained()), now);
    catchUp();
    directory.refuseLaterSegments(now, active().end().sequence());
    directory.mark(now);
    directory.force();
    begin();
    sweep();
    boolean unclean = active().end().offset() > now.active().length();
    if (unclean || directory.suspected() || active().tail() > 0) {
      recover();
    }
  }

  /** Reads the sealed segments that hold the last tokens. */
  private void readTokens(Head now) throws IOException {
    List<Segment> sealed = now.sealed();
    int from = sealed.size();
    for (long found = now.active().tokens(); from > 0 && found < BatchTokens.REMEMBERED; from--) {
      found += sealed.get(from - 1).tokens();
    }
    for (Segment segment : sealed.subList(from, sealed.size())) {
      if (segment.tokens() > 0) {
        reader.readSealed(now, segment, tokens);
      }
    }
  }

  private void follow(Head known, Head now) throws IOException {
    if (now.version() != known.version()) {
      directory.force();
    }
    if (!active().name().equals(now.active().name())) {
      for (Segment segment : now.sealed()) {
        if (segment.last() > active().end().sequence() && segment.tokens() > 0) {
          reader.readSealed(now, segment, tokens);
        }
      }
      adopt(ActiveSegment.open(directory, now.active().name(), chained()), now);
      catchUp();
    } else {
      head = now;
      if (active().tail() > 0) {
        catchUp();
      }
    }
    if (directory.suspected() || active().tail() > 0) {
      recover();
    }
  }

  private void catchUp() throws IOException {
    Segment proven = head().active();
    SegmentScanner scanner = active().catchUp(tokens).refuseDamage(proven.length(), proven.last());
    forced = Math.max(forced, Math.max(proven.last(), scanner.forced()));
  }

  private void adopt(ActiveSegment opened, Head now) throws IOException {
    ActiveSegment before = active;
    active = opened;
    head = now;
    if (before != null) {
      before.close();
    }
  }

  private void recover() throws IOException {
    ActiveSegment torn = active();
    long tail = torn.tail();
    String reason = tail == 0 ? "" : torn.catchUp(tokens).reason();
    Head now = head();
    SegmentName name = new SegmentName(torn.name().first(), now.version() + 1);
    JournalPosition end = torn.end();
    SegmentCopy copy = copy(torn.channel(), torn.name(), end);
    replace(copy.into(name, copy.start()), now::proven);
    directory.trust();
    if (tail > 0) {
      recoveries.accept(new Recovery(directory.name(), end.sequence(), end.offset(), tail, reason));
    }
  }

  SegmentCopy copy(FileChannel source, SegmentName name, JournalPosition end) {
    return new SegmentCopy(directory, kind, source, name, end);
  }

  /** Deletes files that no head names; a leftover does no harm. */
  private void sweep() {
    try {
      directory.sweep(head());
    } catch (IOException e) {
      LOG.warn("Cannot delete leftovers in {}: {}", directory.path(), e.toString());
    }
  }

  void roll() throws IOException {
    ActiveSegment full = active();
    Head now = head();
    force();
    Segment sealed = full.proof();
    SegmentName name = new SegmentName(full.end().sequence() + 1, now.version() + 1);
    replace(
        ActiveSegment.create(directory, name, chained(), full.end().link()),
        proof -> now.rolled(sealed, proof));
  }

  /** Returns the next head for the proven state of its active segment. */
  interface NextHead {
    Head of(Segment active);
  }

  /** Replaces the active segment by a new one: fsync, then publish a head. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever happens, no file stays open
  void replace(ActiveSegment fresh, NextHead next) throws IOException {
    Head following;
    try {
      fresh.force();
      following = next.of(fresh.proof());
      publish(following);
    } catch (IOException | RuntimeException | Error e) {
      fresh.close();
      throw e;
    }
    forced = fresh.end().sequence();
    adopt(fresh, following);
  }

  /** Fsyncs what was appended; if that fails, the next writer must not trust the page cache. */
  @SuppressWarnings("checkstyle:IllegalCatch") // after an Error, too, the outcome is unknown
  void force() throws IOException {
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
    try {
      active().force();
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
      throw e;
    }
    forced = active().end().sequence();
  }

  /** Disables writing here, and makes other processes copy the segment before they write. */
  @SuppressWarnings("checkstyle:IllegalCatch") // a failure to inform them must not hide the cause
  void fail(Throwable cause) {
    // The kernel may have dropped the pages, and reports it once: a second fsync would pass.
    failure = cause;
    try {
      directory.suspect();
    } catch (IOException | RuntimeException | Error e) {
      Closing.suppress(cause, e);
    }
  }

  /**
   * Starts again after a failure, as a new opening would: what was written since the last head is
   * copied and fsynced, wherever the failed fsync left it.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // after an Error, too
  void reopen() throws IOException {
    Throwable before = failure;
    if (before == null) {
      return;
    }
    close();
    forced = 0;
    failure = null;
    try {
      refresh();
    } catch (IOException | RuntimeException | Error e) {
      failure = failure == null ? before : failure; // the state is still unknown
      throw e;
    }
  }

  /** Publishes a head, which must only name fsynced data, and deletes what it does not name. */
  @SuppressWarnings("checkstyle:IllegalCatch") // after an Error, too, the outcome is unknown
  void publish(Head next) throws IOException {
    directory.prepare(next);
    try {
      directory.publish();
    } catch (IOException | RuntimeException | Error e) {
      failure = e; // only a restart shows whether the head was published
      throw e;
    }
    head = next;
    unproven = false;
    sweep();
  }

  @Override
  public void close() throws IOException {
    ActiveSegment opened = active;
    active = null;
    head = null;
    if (opened != null) {
      opened.close();
    }
  }
}
