package io.lifecycle4j.registry;

/** Checks signatures that an {@link EntrySigner} made. */
@FunctionalInterface
public interface EntryVerifier {
  /**
   * Returns whether a signature is valid.
   *
   * @param key the name of the key, as {@link EntrySigner#key()} returned it; anybody could have
   *     written it
   * @param entry what was signed, as for {@link EntrySigner#sign}
   * @param signature the signature
   * @return false also for a key that is not trusted
   */
  boolean isSigned(String key, byte[] entry, byte[] signature);
}
