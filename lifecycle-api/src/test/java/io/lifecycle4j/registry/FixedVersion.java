package io.lifecycle4j.registry;

import java.lang.reflect.Proxy;
import java.util.Map;

/**
 * A version whose figures are given. The real one scores rows, which the api cannot; it is judged
 * in the tests of the core.
 */
final class FixedVersion {
  private FixedVersion() {}

  /** Returns a version whose methods return what is given by their names. */
  static JudgedVersion of(Map<String, ?> figures) {
    return (JudgedVersion)
        Proxy.newProxyInstance(
            FixedVersion.class.getClassLoader(),
            new Class<?>[] {JudgedVersion.class},
            (proxy, method, arguments) -> {
              Object figure = figures.get(method.getName());
              if (figure == null) {
                throw new UnsupportedOperationException(method.getName());
              }
              return figure;
            });
  }
}
