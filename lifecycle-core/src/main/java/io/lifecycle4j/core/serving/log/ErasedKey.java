package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.storage.BlobId;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An erasure of the predictions with a key, on record without the key.
 *
 * @param id the id of the erasure
 * @param salt random text, so that nobody finds a key by the hashes of all keys
 * @param hash the SHA-256 of salt and key in UTF-8
 * @param actor who erased
 * @param reason why
 * @param time when; predictions made later are not erased
 * @param journals the last entry that each journal of a session had at that time
 * @param predictions how many predictions were erased so far
 * @param parts the parts that must still be searched; null if these are all that there were at the
 *     time and were not replaced since
 * @param labels the predictions whose labels are still to be removed, though they are found no
 *     more; null if there are none
 * @param done whether all parts were searched and the bytes of those replaced are deleted
 */
@WithoutNulls
record ErasedKey(
    String id,
    String model,
    String salt,
    String hash,
    String actor,
    String reason,
    Instant time,
    Map<String, Long> journals,
    long predictions,
    @Nullable List<BlobId> parts,
    @Nullable List<String> labels,
    boolean done) {
  /** So many entries of another process may be written after predictions in them were erased. */
  static final int LATE = 16;

  /** A prediction is written at most so long after it was made, as far as an erasure reaches. */
  static final Duration LONGEST = Duration.ofHours(1);

  /** After this time, what is written was made later, unless it is in an entry of that time. */
  private static final Duration OVER = Duration.ofDays(1);

  ErasedKey {
    journals = new TreeMap<>(journals);
  }

  static ErasedKey begin(
      String model,
      String key,
      String actor,
      String reason,
      Instant time,
      Map<String, Long> journals,
      long predictions) {
    String salt = Ids.next() + Ids.next();
    String hash = hash(salt, key);
    return new ErasedKey(
        Ids.next(),
        model,
        salt,
        hash,
        actor,
        reason,
        time,
        journals,
        predictions,
        null,
        null,
        false);
  }

  private static String hash(String salt, String key) {
    MessageDigest digest = Hashing.sha256();
    digest.update(salt.getBytes(UTF_8));
    digest.update(key.getBytes(UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }

  boolean isOf(String key) {
    return hash.equals(hash(salt, key));
  }

  /**
   * Returns whether an entry of a journal may have predictions that were made before. Another
   * process may have written them later; then their time decides, but not for long, since clocks
   * may differ, or this one was ahead.
   */
  boolean reaches(String journal, long sequence) {
    return sequence <= journals.getOrDefault(journal, 0L) + LATE;
  }

  /** Returns whether nothing is written any more that was made before. */
  boolean isOver(Instant now) {
    return time.plus(OVER).isBefore(now);
  }

  ErasedKey more(long erased) {
    return with(predictions + erased, parts, labels, done);
  }

  /** Returns what stays on record when it hides nothing any more. */
  ErasedKey archived() {
    return new ErasedKey(
        id, model, salt, hash, actor, reason, time, Map.of(), predictions, null, null, true);
  }

  /** Returns this erasure with so many parts left to search. */
  ErasedKey left(Collection<BlobId> unsearched) {
    return with(predictions, List.copyOf(unsearched), labels, done);
  }

  /** Returns this erasure with more labels to remove; if it was done, they are all that is left. */
  ErasedKey keeping(Collection<String> ids) {
    Set<String> all = new TreeSet<>(ids);
    all.addAll(requireNonNullElse(labels, List.of()));
    return with(predictions, done ? List.of() : parts, List.copyOf(all), false);
  }

  ErasedKey complete() {
    return with(predictions, null, null, true);
  }

  private ErasedKey with(
      long found, @Nullable List<BlobId> left, @Nullable List<String> kept, boolean isDone) {
    return new ErasedKey(
        id, model, salt, hash, actor, reason, time, journals, found, left, kept, isDone);
  }
}
