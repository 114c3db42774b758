package io.lifecycle4j.storage;

import io.lifecycle4j.error.Preconditions;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

/** Keeps secrets in a location out of stored data and out of messages. */
final class ShownLocation {
  /** The user of a location nested in an opaque one, which {@link URI} does not parse. */
  private static final Pattern USER = Pattern.compile("//[^/?#]*@");

  private ShownLocation() {}

  /** Checks that a location may be stored, and returns it. */
  static URI check(URI location) {
    Preconditions.check(
        Preconditions.required(location, "location").isAbsolute(),
        "Invalid location: %s (must be absolute)",
        of(location));
    Preconditions.check(
        !hasUser(location),
        "Invalid location: %s (must not hold a user or a password; Locations know them)",
        of(location));
    return location;
  }

  /** Checks the authority, because {@link URI} parses no user if the host is not a DNS name. */
  private static boolean hasUser(URI location) {
    if (location.isOpaque()) {
      return USER.matcher(location.getRawSchemeSpecificPart()).find();
    }
    String authority = location.getRawAuthority();
    return authority != null && authority.indexOf('@') >= 0;
  }

  static String of(URI location) {
    String text = cut(cut(location.toString(), '#'), '?');
    if (!hasUser(location)) {
      return text;
    }
    return USER.matcher(text).replaceAll("//");
  }

  /** Drops the cause, which contains the message, but keeps the stack trace. */
  static IOException of(URI location, IOException e) {
    String message = e.getMessage();
    String shown = of(location);
    String whole = location.toString();
    if (message == null || shown.equals(whole) || !message.contains(whole)) {
      return e;
    }
    IOException other = again(message.replace(whole, shown), e);
    other.setStackTrace(e.getStackTrace());
    return other;
  }

  private static IOException again(String message, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new NoSuchFileException(message);
    }
    if (e instanceof FileNotFoundException) {
      return new FileNotFoundException(message);
    }
    return e instanceof EOFException ? new EOFException(message) : new IOException(message);
  }

  private static String cut(String text, char mark) {
    int end = text.indexOf(mark);
    return end < 0 ? text : text.substring(0, end);
  }
}
