package io.lifecycle4j.registry;

import java.util.List;

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
   * Verifies the trail like {@link #verify()}, and the signatures: all entries must be signed from
   * the first one that is, except between a signed entry that {@linkplain #endSigning ends} signing
   * and one that begins it again. Name the first entry that must be signed if you know it, since
   * who can write the files of the home can remove all signatures.
   *
   * @param verifier checks a signature
   * @return the head of what was verified
   * @throws io.lifecycle4j.error.CorruptDataException as for {@link #verify()}; or if signatures
   *     are missing, or one is wrong, which it names; or if no entry is signed
   */
  AuditHead verify(EntryVerifier verifier);

  /**
   * Verifies the trail like {@link #verify(EntryVerifier)}, with signatures from an entry on: the
   * one with which signing began, or one after those that were looked at and accepted without a
   * signature. Its signature covers the links of all entries before it.
   *
   * @param verifier checks a signature
   * @param from the sequence of the first entry that must be signed, at most that of the last;
   *     signatures of earlier ones are not checked
   * @return the head of what was verified
   * @throws io.lifecycle4j.error.CorruptDataException as for {@link #verify()}; or if signatures
   *     are missing, or one is wrong, which it names
   */
  AuditHead verify(EntryVerifier verifier, long from);

  /**
   * Finds the entries that should be signed by the rule of {@link #verify(EntryVerifier)}, and are
   * not, to be looked at: who knows why they are not signed can verify from a later one on.
   *
   * @param verifier checks a signature
   * @return the sequences of the entries; empty if all are signed that should be
   * @throws io.lifecycle4j.error.CorruptDataException as for {@link #verify()}; or if a signature
   *     is wrong, which it names
   */
  List<Long> findUnsigned(EntryVerifier verifier);

  /**
   * Requires that all entries are signed, after {@link #endSigning}. The first entry that is signed
   * requires it too. From then on, a process without a signer cannot add entries.
   *
   * @param actor who decides
   * @param reason why, stored with text that looks like a secret redacted; not blank
   * @return the record in the history of each model, durable on return
   * @throws io.lifecycle4j.error.ConflictException if all entries must be signed already
   * @throws io.lifecycle4j.error.ReadOnlyException if this process has no signer
   */
  AuditRecord beginSigning(Actor actor, String reason);

  /**
   * Allows entries without a signature again: to take all processes out of signing, or when the key
   * is lost. A process with a signer goes on to sign its own. Call it in a process with a signer if
   * there is one: {@link #verify(EntryVerifier)} does not believe an end that is not signed, and
   * names it.
   *
   * @param actor who decides
   * @param reason why, stored with text that looks like a secret redacted; not blank
   * @return the record in the history of each model, durable on return
   * @throws io.lifecycle4j.error.ConflictException if signing was ended already
   * @throws io.lifecycle4j.error.NotFoundException if the home has no model
   */
  AuditRecord endSigning(Actor actor, String reason);
}
