package io.lifecycle4j.storage;

/** How thoroughly stored data is verified. Levels may be added: a switch needs a default branch. */
public enum VerifyDepth {
  /**
   * Checks that files exist, are readable and have the right length, without reading them
   * completely.
   */
  STRUCTURE,
  /** Computes every checksum: detects damage by a failing disk. */
  CHECKSUM,
  /** Computes every SHA-256: also detects manipulation with recomputed checksums. */
  HASH
}
