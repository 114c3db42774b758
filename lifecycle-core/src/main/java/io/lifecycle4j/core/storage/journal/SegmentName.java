package io.lifecycle4j.core.storage.journal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a segment file. A rewritten segment gets a new name, so that files are only ever
 * changed by appending.
 *
 * @param first the first entry that may be in it
 * @param version the version of the head that first named it
 */
record SegmentName(long first, long version) {
  private static final Pattern FILE = Pattern.compile("([0-9]{19})-([0-9]{1,18})\\.l4j");

  String file() {
    String digits = String.valueOf(first);
    return "0".repeat(19 - digits.length()) + digits + "-" + version + ".l4j";
  }

  /** Returns the segment of a file name, or null if it is none. */
  static @Nullable SegmentName parse(String file) {
    Matcher matcher = FILE.matcher(file);
    if (!matcher.matches() || matcher.group(1).compareTo(String.valueOf(Long.MAX_VALUE)) > 0) {
      return null;
    }
    return new SegmentName(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }
}
