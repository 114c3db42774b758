package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.Callbacks;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.registry.EntrySigner;
import io.lifecycle4j.registry.EntryVerifier;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the registry as its journal has it: a document, and behind a line end the signature
 * of it, if there is one. So the hash chain covers the signature, which covers the link before.
 *
 * @param document the content, as JSON, which has no line end
 * @param signature null if it is not signed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SignedEntry(byte[] document, @Nullable Signature signature) {
  private static final int LONGEST = 1 << 14;

  /**
   * A signature, as stored.
   *
   * @param signature in Base64
   */
  record Signature(String key, String signature) {
    /** An exception here marks the entry as corrupt. */
    Signature {
      checkName("key of an entry", key);
      required(signature, "signature");
    }
  }

  /** Reads an entry; throws a CorruptDataException if what follows the document is no signature. */
  static SignedEntry of(JournalEntry entry) {
    byte[] payload = entry.payload();
    int end = 0;
    while (end < payload.length && payload[end] != '\n') {
      end++;
    }
    boolean signed = false; // white space behind a document means nothing
    for (int i = end; i < payload.length; i++) {
      signed |= (payload[i] & 0xff) > ' ';
    }
    if (!signed) {
      return new SignedEntry(payload, null);
    }
    String what = "signature of registry entry " + entry.sequence();
    byte[] rest = Arrays.copyOfRange(payload, end + 1, payload.length);
    return new SignedEntry(
        Arrays.copyOf(payload, end), Json.PLAIN.readKnown(rest, Signature.class, what));
  }

  /** Returns a document with its signature. */
  static byte[] sign(EntrySigner signer, byte[] link, long sequence, byte[] document) {
    byte[] message = message(link, sequence, document);
    Signature signature = Callbacks.call(() -> signature(signer, message));
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.writeBytes(document);
    payload.write('\n');
    payload.writeBytes(Json.PLAIN.write(signature));
    return payload.toByteArray();
  }

  private static Signature signature(EntrySigner signer, byte[] message) {
    try {
      byte[] signature = required(signer.sign(message), "signature of an entry");
      check(
          signature.length <= LONGEST,
          "Invalid signature of an entry: %s bytes (must be at most %s)",
          signature.length,
          LONGEST);
      return new Signature(signer.key(), Base64.getEncoder().encodeToString(signature));
    } catch (LifecycleException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StorageFailedException(
          "Cannot sign an entry of the audit trail: " + e + " (nothing was written)", e);
    }
  }

  private static byte[] message(byte[] link, long sequence, byte[] document) {
    return ByteBuffer.allocate(link.length + Long.BYTES + document.length)
        .put(link)
        .putLong(sequence)
        .put(document)
        .array();
  }

  /** Returns whether there is a signature, and it is right. */
  boolean isSigned(EntryVerifier verifier, byte[] link, long sequence) {
    Signature signed = signature;
    if (signed == null) {
      return false;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(signed.signature());
      byte[] message = message(link, sequence, document);
      return Callbacks.call(() -> verifier.isSigned(signed.key(), message, bytes));
    } catch (IllegalArgumentException e) { // not Base64
      return false;
    }
  }
}
