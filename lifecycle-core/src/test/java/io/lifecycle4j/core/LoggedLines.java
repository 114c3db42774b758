package io.lifecycle4j.core;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

/** A logger that keeps what is logged at a level, as text, and nothing else. */
public final class LoggedLines {
  private LoggedLines() {}

  /**
   * Returns a logger.
   *
   * @param level such as {@code error}
   * @param lines gets each line of it; if several threads log, it must be thread-safe
   * @return the logger
   */
  public static Logger of(String level, Collection<String> lines) {
    return of(name -> name.equals(level) ? lines : null);
  }

  /**
   * Returns a logger of several levels.
   *
   * @param levels gets the name of a level, such as {@code warn}, and returns what gets each line
   *     of it; null for a level that is not kept
   * @return the logger
   */
  public static Logger of(Function<String, @Nullable Collection<String>> levels) {
    return (Logger)
        Proxy.newProxyInstance(
            LoggedLines.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, arguments) -> {
              Collection<String> lines = levels.apply(method.getName());
              if (lines != null) {
                lines.add(text(arguments));
              }
              return null;
            });
  }

  /**
   * Returns a logger of two levels.
   *
   * @param errors gets each error
   * @param infos gets what is logged as information
   * @return the logger
   */
  public static Logger of(Collection<String> errors, Collection<String> infos) {
    Map<String, Collection<String>> lines = Map.of("error", errors, "info", infos);
    return of(lines::get);
  }

  private static String text(Object[] arguments) {
    List<Object> values = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      if (arguments[i] instanceof Object[] several) {
        values.addAll(Arrays.asList(several)); // the cause may be missing
      } else {
        values.add(arguments[i]);
      }
    }
    return MessageFormatter.basicArrayFormat((String) arguments[0], values.toArray());
  }
}
