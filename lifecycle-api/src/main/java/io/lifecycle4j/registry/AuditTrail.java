package io.lifecycle4j.registry;

/**
 * The audit trail of a home as a whole: the entries of all its models, each linked to the previous
 * one by a hash.
 *
 * <p>{@link #verify()} finds what was changed by someone who did not compute the links again. Who
 * can write the files of the home can compute all of them: keep a copy of the {@link #head()} where
 * that person cannot write, such as in another system, and verify the trail with it later.
 *
 * <p>Thread-safe. Entries may be added at any time.
 */
public interface AuditTrail {
  /**
   * Returns the newest entry with its link, which identifies all entries up to it.
   *
   * @return the head, to be kept as a text; before the first entry, its sequence is 0
   */
  AuditHead head();

  /**
   * Reads all entries and computes each link again.
   *
   * @return the head of what was verified
   * @throws io.lifecycle4j.error.CorruptDataException if an entry was changed, deleted or moved, or
   *     if the last ones are missing; it names the first wrong entry
   */
  AuditHead verify();

  /**
   * Verifies the trail like {@link #verify()}, and compares it with a head that was kept. This
   * detects also what {@link #verify()} cannot: an entry that was changed together with all links
   * after it, and entries that were cut off. With several heads, the first one that fails shows
   * between which entries the change is.
   *
   * @param earlier a head of this home, or of the home that it was copied from
   * @return the head of what was verified
   * @throws io.lifecycle4j.error.CorruptDataException if the entries up to the head are not those
   *     that it identifies, or are not all there
   * @throws io.lifecycle4j.error.InvalidValueException if the head is of another home
   */
  AuditHead verify(AuditHead earlier);

  /**
   * Verifies the trail like {@link #verify()}, and the signatures: from the first entry that is
   * signed on, all must be. Name the first entry that must be signed if you know it, since who can
   * write the files of the home can remove all signatures.
   *
   * @param verifier checks a signature
   * @return the head of what was verified
   * @throws io.lifecycle4j.error.CorruptDataException as for {@link #verify()}; or if a signature
   *     is missing or wrong, which it names, or no entry is signed
   */
  AuditHead verify(EntryVerifier verifier);

  /**
   * Verifies the trail like {@link #verify(EntryVerifier)}, with signatures from an entry on.
   *
   * @param verifier checks a signature
   * @param from the sequence of the first entry that must be signed, at most that of the last;
   *     earlier ones are checked if they are signed
   * @return the head of what was verified
   * @throws io.lifecycle4j.error.CorruptDataException as for {@link #verify()}; or if a signature
   *     is missing or wrong, which it names
   */
  AuditHead verify(EntryVerifier verifier, long from);
}
