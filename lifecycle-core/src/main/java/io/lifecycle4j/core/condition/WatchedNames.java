package io.lifecycle4j.core.condition;

import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parses what is watched while a model serves: a bare name, and a time in braces after some. */
final class WatchedNames {
  private static final List<WatchSubject> PLAIN =
      Stream.<WatchSubject>concat(
              Stream.of(WatchSubject.Elapsed.values()), Stream.of(WatchSubject.Count.values()))
          .toList();

  private static final Pattern LATENCY = Pattern.compile("latency_p([1-9][0-9]?)");

  private WatchedNames() {}

  /** Returns the subject of a name that was just read; null if the name is of none. */
  static @Nullable Subject of(String name, Scanner scanner) {
    for (WatchSubject subject : PLAIN) {
      if (subject.key().equals(name)) {
        return subject;
      }
    }
    for (WatchSubject.Share share : WatchSubject.Share.values()) {
      WatchSubject.Rate rate = new WatchSubject.Rate(share, WatchSubject.OVER);
      if (rate.key().equals(name)) {
        return rate.over(over(scanner));
      }
    }
    Matcher latency = LATENCY.matcher(name);
    return latency.matches()
        ? new WatchSubject.Latency(Integer.parseInt(latency.group(1)), over(scanner))
        : null;
  }

  private static Duration over(Scanner scanner) {
    if (!scanner.blanks().next('{')) {
      return WatchSubject.OVER;
    }
    if (!scanner.keyword("over") || !scanner.blanks().next('=')) {
      throw scanner.expected("over = and a duration");
    }
    int start = scanner.blanks().place();
    Double millis = scanner.duration();
    if (millis == null || millis < 1_000 || millis > 86_400_000 || millis % 1_000 != 0) {
      throw scanner.back(start).expected("a duration of whole seconds, from 1 s to 1 d");
    }
    if (!scanner.blanks().next('}')) {
      throw scanner.expected("}");
    }
    return Duration.ofMillis(millis.longValue());
  }
}
