package io.lifecycle4j.memory;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every JDK provides. */
final class Sha256 {
  private Sha256() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      if (e.getCause() instanceof Error error) { // there is one, but no memory for it
        throw error;
      }
      throw new IllegalStateException("This JDK has no SHA-256", e);
    }
  }
}
