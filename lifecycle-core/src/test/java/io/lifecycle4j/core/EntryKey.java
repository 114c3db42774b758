package io.lifecycle4j.core;

import io.lifecycle4j.registry.EntrySigner;
import io.lifecycle4j.registry.EntryVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;

/** A key of Ed25519 that signs entries, and checks their signatures. */
final class EntryKey implements EntrySigner, EntryVerifier {
  private final String name;
  private final KeyPair pair;

  EntryKey(String name) {
    this.name = name;
    try {
      this.pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String key() {
    return name;
  }

  @Override
  public byte[] sign(byte[] entry) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(entry);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean isSigned(String key, byte[] entry, byte[] bytes) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(pair.getPublic());
      signature.update(entry);
      return key.equals(name) && signature.verify(bytes);
    } catch (GeneralSecurityException e) { // not even the bytes of a signature
      return false;
    }
  }
}
