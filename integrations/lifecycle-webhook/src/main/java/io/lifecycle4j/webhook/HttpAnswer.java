package io.lifecycle4j.webhook;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of an answer to a post; the body is not read.
 *
 * @param status the status, such as 200
 * @param retryAfter the header Retry-After, or null
 */
record HttpAnswer(int status, @Nullable String retryAfter) {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");
  private static final String RETRY_AFTER = "retry-after:";

  /** Reads the lines before the body; empty if they are not HTTP. */
  static Optional<HttpAnswer> parse(String head) {
    String[] lines = head.split("\r?\n", -1);
    Matcher status = STATUS.matcher(lines[0]);
    if (!status.matches()) {
      return Optional.empty();
    }
    String retryAfter = null;
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith(RETRY_AFTER)) {
        retryAfter = line.substring(RETRY_AFTER.length()).strip();
      }
    }
    return Optional.of(new HttpAnswer(Integer.parseInt(status.group(1)), retryAfter));
  }

  boolean isPreliminary() {
    return status < 200;
  }

  boolean isTaken() {
    return status >= 200 && status < 300;
  }

  /** Returns whether another attempt may succeed without any change. */
  boolean isPassing() {
    return status == 408 || status == 429 || status >= 500;
  }

  boolean isRedirect() {
    return status >= 300 && status < 400;
  }
}
