package io.lifecycle4j.webhook;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.error.InvalidValueException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets of a webhook, as keys. Immutable; shows no secret.
 *
 * <p>A signature is {@code v1,} and the HMAC-SHA-256 of {@code ID.TIMESTAMP.BODY} in Base64, as
 * Standard Webhooks has it. Several are separated by spaces.
 */
final class SigningKeys {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String VERSION = "v1,";
  private static final String ENCODED = "whsec_";

  /** Less could be guessed. */
  private static final int SHORTEST = 16;

  private final List<SecretKeySpec> keys;

  private SigningKeys(List<SecretKeySpec> keys) {
    this.keys = List.copyOf(keys);
  }

  static SigningKeys none() {
    return new SigningKeys(List.of());
  }

  /** Returns these keys and that of a secret. */
  SigningKeys with(String secret) {
    byte[] bytes = bytes(required(secret, "secret"));
    check(
        bytes.length >= SHORTEST,
        "Invalid secret: %s bytes (must be at least %s, chosen at random)",
        bytes.length,
        SHORTEST);
    return withBytes(bytes);
  }

  SigningKeys withBytes(byte[] secret) {
    List<SecretKeySpec> more = new ArrayList<>(keys);
    more.add(new SecretKeySpec(secret, ALGORITHM));
    return new SigningKeys(more);
  }

  private static byte[] bytes(String secret) {
    if (!secret.startsWith(ENCODED)) {
      return secret.getBytes(UTF_8);
    }
    try {
      return Base64.getDecoder().decode(secret.substring(ENCODED.length()));
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException("Invalid secret: what follows whsec_ is not Base64", e);
    }
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Signs with each key. */
  String sign(String id, String timestamp, byte[] body) {
    return keys.stream()
        .map(key -> VERSION + Base64.getEncoder().encodeToString(mac(key, id, timestamp, body)))
        .collect(Collectors.joining(" "));
  }

  /** Returns whether one of the signatures is by one of the keys, in constant time for each. */
  boolean isSigned(String id, String timestamp, String signatures, byte[] body) {
    boolean signed = false;
    for (SecretKeySpec key : keys) {
      byte[] expected = mac(key, id, timestamp, body);
      for (String signature : signatures.split(" ", -1)) {
        signed |= MessageDigest.isEqual(expected, decoded(signature));
      }
    }
    return signed;
  }

  private static byte[] decoded(String signature) {
    try {
      return signature.startsWith(VERSION)
          ? Base64.getDecoder().decode(signature.substring(VERSION.length()))
          : new byte[0];
    } catch (IllegalArgumentException e) { // not Base64, so not a signature
      return new byte[0];
    }
  }

  private static byte[] mac(SecretKeySpec key, String id, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
      return mac.doFinal(body);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Each JVM has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "SigningKeys[" + keys.size() + "]";
  }
}
