package io.lifecycle4j.core;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

/** A logger that keeps what is logged as an error, as text, and nothing else. */
public final class LoggedErrors {
  private LoggedErrors() {}

  /**
   * Returns a logger.
   *
   * @param errors gets each error; if several threads log, it must be thread-safe
   * @return the logger
   */
  public static Logger into(Collection<String> errors) {
    return (Logger)
        Proxy.newProxyInstance(
            LoggedErrors.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("error")) {
                errors.add(text(arguments));
              }
              return null;
            });
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
