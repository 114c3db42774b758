package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.BlobId;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of an audit trail with its link, which identifies it and all entries before it. As a
 * text, it can be kept outside of the home.
 *
 * @param home the id of the home
 * @param sequence the sequence of the entry; 0 for a trail without entries
 * @param link the link of the entry, a SHA-256
 */
public record AuditHead(UUID home, long sequence, BlobId link) {
  private static final Pattern TEXT = Pattern.compile("([0-9a-f-]{36}):(\\d{1,18}):([0-9a-f]{64})");

  /** The characters of a wrong text that a message shows. */
  private static final int SHOWN = 150;

  /** Checks the parts. */
  public AuditHead {
    required(home, "home");
    check(sequence >= 0, "Invalid sequence: %s (must be at least 0)", sequence);
    required(link, "link");
  }

  /**
   * Reads what {@link #toString} returned.
   *
   * @param text {@code HOME:SEQUENCE:LINK}
   * @return the head
   * @throws InvalidValueException if the text is not one
   */
  public static AuditHead parse(String text) {
    Matcher parts = TEXT.matcher(required(text, "head of an audit trail").strip());
    if (parts.matches()) {
      UUID home = UUID.fromString(parts.group(1));
      if (home.toString().equals(parts.group(1))) {
        return new AuditHead(home, Long.parseLong(parts.group(2)), new BlobId(parts.group(3)));
      }
    }
    throw new InvalidValueException(
        "Invalid head of an audit trail: '"
            + text.substring(0, Math.min(text.length(), SHOWN))
            + "' (must be HOME:SEQUENCE:LINK)");
  }

  /** Returns the text that {@link #parse} reads. */
  @Override
  public String toString() {
    return home + ":" + sequence + ":" + link.sha256();
  }
}
