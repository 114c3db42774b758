package io.lifecycle4j.core.storage.journal;

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
 * A journal as its writer holds it: the head, the open segment, what is forced, the tokens. Used by
 * one thread at a time, under the journal's lock.
 *
 * <p>There are three ways in. The same segment under another head: everything is kept. Another
 * segment: the directory is forced, since who published its head may have died before that. The
 * first time, or after a force that failed anywhere: the segment is copied up to its last whole
 * batch, so that what a failed force left in the cache alone is written again, and no file is ever
 * changed but by appending to it.
 */
final class OpenJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenJournal.class);

  private final JournalDirectory directory;
  private final JournalReader reader;
  private final JournalKind kind;
  private final Consumer<Recovery> recoveries;
  private final Tokens tokens = new Tokens();

  private @Nullable Head head;
  private @Nullable ActiveSegment active;

  /** The highest entry known to be on the device. */
  private long forced;

  private boolean unproven;

  /** Why nothing may be written any more. */
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

  /** Returns whether nothing was written here that no head proves. */
  boolean idle() {
    return !unproven;
  }

  /** Notes that something was written that no head proves. */
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

  Tokens tokens() {
    return tokens;
  }

  long forced() {
    return forced;
  }

  /** Has the next attempt look at the files again: an error left this one half done. */
  void forget() {
    head = null;
  }

  /** Comes to the end of the journal, whoever wrote it, and brings it into good order. */
  @SuppressWarnings("checkstyle:IllegalCatch") // after an error, too
  ActiveSegment refresh() throws IOException {
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
    for (long found = now.active().tokens(); from > 0 && found < Tokens.REMEMBERED; from--) {
      found += sealed.get(from - 1).tokens();
    }
    for (Segment segment : sealed.subList(from, sealed.size())) {
      if (segment.tokens() > 0) {
        reader.readSealed(now, segment, tokens);
      }
    }
  }

  private void follow(Head known, Head now) throws IOException {
    boolean other = now.version() != known.version();
    if (other) {
      directory.mark(now);
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

  /** Prepares to write a segment, or the end of it, anew. */
  SegmentCopy copy(FileChannel source, SegmentName name, JournalPosition end) {
    return new SegmentCopy(directory, kind, source, name, end);
  }

  /** Deletes what nothing names; what cannot be deleted is in nobody's way. */
  private void sweep() {
    try {
      directory.sweep(head());
    } catch (IOException e) {
      LOG.warn("Cannot delete leftovers in {}: {}", directory.path(), e.toString());
    }
  }

  /** Seals the active segment and goes on in another. */
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

  /** What the next head is, given what is proven of its active segment. */
  interface NextHead {
    Head of(Segment active);
  }

  /** Puts a new segment in the place of the active one: force it, then publish a head. */
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

  /** Forces what was appended; if that fails, the next writer must not believe the cache. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an error tells as little of what was forced
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

  /** Allows no more writing here, and tells other processes to copy the segment first. */
  @SuppressWarnings("checkstyle:IllegalCatch") // that they are not told does not hide the cause
  void fail(Throwable cause) {
    // The kernel may have dropped the pages and reports it once: a second force would lie.
    failure = cause;
    try {
      directory.suspect();
    } catch (IOException | RuntimeException | Error e) {
      JournalErrors.suppress(cause, e);
    }
  }

  /**
   * Begins again after a failure, as who opens the journal next would: what was written since the
   * last head is copied and forced, wherever the failed force left it.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // after an error, too
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
      failure = failure == null ? before : failure; // still nothing is known for sure
      throw e;
    }
  }

  /** Publishes a head, which must name nothing but what is forced, and deletes what it does not. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an error tells as little of what was published
  void publish(Head next) throws IOException {
    directory.prepare(next);
    try {
      directory.publish();
    } catch (IOException | RuntimeException | Error e) {
      failure = e; // whether the head is there, and for how long, only a restart tells
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
