package io.lifecycle4j.registry;

/**
 * Signs the entries that this process adds to the audit trail, so that someone who can write the
 * files of a home cannot add or change entries unnoticed.
 *
 * <p>Called under the lock of this process for entries, one entry at a time, and again if another
 * process adds an entry meanwhile. While it runs, this process adds no other entry: promotions,
 * rollbacks and registrations wait. Reading, serving and other processes do not. Nothing ends a
 * signer that hangs: one that asks another system needs a timeout of its own, of a second or so. It
 * must not use the home. If it throws, the entry is not written. Keep the private key where only
 * the processes that sign can use it.
 */
public interface EntrySigner {
  /**
   * Names the key, so that an {@link EntryVerifier} finds the public one after keys were exchanged.
   *
   * @return a name, such as {@code prod-2026}; stored with each entry, so not a secret
   */
  String key();

  /**
   * Signs an entry.
   *
   * @param entry the link of the entry before (32 bytes), the sequence (8 bytes, big-endian) and
   *     the content of the entry: what the hash chain covers
   * @return the signature, of any length up to 16 KiB
   */
  byte[] sign(byte[] entry);
}
