package io.lifecycle4j.storage;

/** How closely stored data is looked at. More levels may come: a switch needs a default branch. */
public enum VerifyDepth {
  /** Files are there, readable and as long as they must be; nothing is read through. */
  STRUCTURE,
  /** Every checksum is computed: finds what a failing disk does. */
  CHECKSUM,
  /** Every SHA-256 is computed: finds what an editor did who mended the checksums. */
  HASH
}
