package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.JournalState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of a journal: its segments, and how much of them is proven to be on the device.
 *
 * <pre>
 * head    = magic "L4JHEAD1" (8) kind (4) store (16) journal (16) version (8) base (8)
 *           snapshot sequence (8) snapshot blob (32) count (4) segment{count} crc (4)
 * segment = first (8) version (8) length (8) last (8) tokens (8) sha256 (32)
 * </pre>
 *
 * @param version grows by one with each head of the journal
 * @param base the oldest entry not trimmed
 * @param snapshot the recorded state that the entries add up to, if any
 * @param segments in order, at least one; the last one may have grown since
 */
record Head(
    long version,
    JournalKind kind,
    long base,
    Optional<JournalSnapshot> snapshot,
    List<Segment> segments) {
  static final int MAX_BYTES = 1 << 24;
  private static final byte[] MAGIC = "L4JHEAD1".getBytes(StandardCharsets.US_ASCII);
  private static final int FIXED = 108;
  private static final int SEGMENT = 72;
  private static final byte[] NO_BLOB = new byte[32];

  /** The kinds by their numbers on disk. */
  private static final List<JournalKind> KINDS =
      List.of(JournalKind.SHARED, JournalKind.CHAINED, JournalKind.OWNED);

  Head {
    segments = List.copyOf(segments);
  }

  /**
   * A segment up to where it is proven to be on the device.
   *
   * @param length the proven bytes
   * @param last the last proven entry, one less than the first if there is none
   * @param tokens the number of proven batches with a token
   * @param hash the SHA-256 of the proven bytes
   */
  record Segment(SegmentName name, long length, long last, long tokens, BlobId hash) {}

  boolean chained() {
    return kind == JournalKind.CHAINED;
  }

  Segment active() {
    return segments.get(segments.size() - 1);
  }

  List<Segment> sealed() {
    return segments.subList(0, segments.size() - 1);
  }

  static Head first(JournalKind kind, Segment active) {
    return new Head(1, kind, 1, Optional.empty(), List.of(active));
  }

  /** Returns the next head, whose active segment is proven up to another position. */
  Head proven(Segment active) {
    return next(base, snapshot, replaceActive(active));
  }

  /** Returns the next head, whose active segment is sealed and followed by another. */
  Head rolled(Segment sealed, Segment active) {
    List<Segment> all = replaceActive(sealed);
    all.add(active);
    return next(base, snapshot, all);
  }

  Head with(JournalSnapshot recorded, Segment active) {
    return next(base, Optional.of(recorded), replaceActive(active));
  }

  /** Returns the next head, which begins with a later entry. */
  Head trimmed(long before, List<Segment> kept) {
    return next(before, snapshot, kept);
  }

  private Head next(long newBase, Optional<JournalSnapshot> recorded, List<Segment> all) {
    return new Head(version + 1, kind, newBase, recorded, all);
  }

  private List<Segment> replaceActive(Segment active) {
    List<Segment> all = new ArrayList<>(sealed());
    all.add(active);
    return all;
  }

  /** Returns the state of the journal, given the position after its last entry. */
  JournalState state(JournalPosition end) {
    Optional<String> chain =
        chained() ? Optional.of(HexFormat.of().formatHex(end.link())) : Optional.empty();
    long first = Math.min(base, end.sequence() + 1);
    return new JournalState(kind, first, end.sequence(), snapshot, chain);
  }

  byte[] encode(JournalIdentity journal) {
    byte[] head = new byte[FIXED + SEGMENT * segments.size()];
    ByteBuffer bytes = ByteBuffer.wrap(head);
    bytes.put(MAGIC).putInt(KINDS.indexOf(kind));
    journal.put(bytes);
    bytes.putLong(version).putLong(base);
    bytes.putLong(snapshot.map(JournalSnapshot::sequence).orElse(0L));
    bytes.put(snapshot.map(s -> s.blob().bytes()).orElse(NO_BLOB));
    bytes.putInt(segments.size());
    for (Segment segment : segments) {
      bytes.putLong(segment.name().first()).putLong(segment.name().version());
      bytes.putLong(segment.length()).putLong(segment.last()).putLong(segment.tokens());
      bytes.put(segment.hash().bytes());
    }
    return SegmentHeader.seal(head);
  }

  /** Decodes a head; returns null if the bytes are not a head of this journal. */
  static @Nullable Head decode(byte[] bytes, JournalIdentity journal) {
    int end = bytes.length - Integer.BYTES;
    if (bytes.length < FIXED + SEGMENT || (bytes.length - FIXED) % SEGMENT != 0) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (SegmentHeader.crc(bytes, end) != in.getInt(end) || !belongs(bytes, journal)) {
      return null;
    }
    if (in.getInt(MAGIC.length) < 0 || in.getInt(MAGIC.length) >= KINDS.size()) {
      return null;
    }
    in.position(MAGIC.length);
    int kind = in.getInt();
    in.position(in.position() + JournalIdentity.BYTES);
    long version = in.getLong();
    long base = in.getLong();
    long sequence = in.getLong();
    BlobId blob = id(in);
    List<Segment> segments = new ArrayList<>();
    for (int count = in.getInt(); count > 0 && in.position() < end; count--) {
      SegmentName name = new SegmentName(in.getLong(), in.getLong());
      segments.add(new Segment(name, in.getLong(), in.getLong(), in.getLong(), id(in)));
    }
    Optional<JournalSnapshot> snapshot =
        sequence == 0 ? Optional.empty() : Optional.of(new JournalSnapshot(sequence, blob));
    return new Head(version, KINDS.get(kind), base, snapshot, segments);
  }

  private static boolean belongs(byte[] bytes, JournalIdentity journal) {
    ByteBuffer identity = ByteBuffer.allocate(JournalIdentity.BYTES);
    journal.put(identity);
    int from = MAGIC.length + Integer.BYTES;
    return Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        && Arrays.equals(bytes, from, from + JournalIdentity.BYTES, identity.array(), 0, 32);
  }

  private static BlobId id(ByteBuffer in) {
    byte[] hash = new byte[32];
    in.get(hash);
    return BlobId.of(hash);
  }
}
