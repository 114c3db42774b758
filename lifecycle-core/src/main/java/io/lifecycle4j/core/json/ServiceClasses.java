package io.lifecycle4j.core.json;

import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Classes by the names that documents name them by: those of the library, and of services. */
public final class ServiceClasses {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceClasses.class);

  /** Providers that fail before the search ends. */
  private static final int MAX_FAILURES = 20;

  private ServiceClasses() {}

  /**
   * Finds classes.
   *
   * @param <P> the type of the service
   * @param <T> the type of the classes
   * @param standard those of the library, which a jar of many jars must not lose with a file of
   *     services
   * @param service the type of the service
   * @param classes returns the classes of a provider
   * @return classes by name
   */
  public static <P, T> Map<String, Class<? extends T>> find(
      Map<String, Class<? extends T>> standard,
      Class<P> service,
      Function<P, Map<String, Class<? extends T>>> classes) {
    Map<String, Class<? extends T>> all = new TreeMap<>(standard);
    add(all, ServiceLoader.load(service), classes);
    add(all, ServiceLoader.load(service, ServiceClasses.class.getClassLoader()), classes);
    return Map.copyOf(all);
  }

  /**
   * A provider that cannot be loaded must not take the library with it. The iterator goes on after
   * a class that is missing, but may fail for ever where the class path itself cannot be read.
   */
  @SuppressWarnings("checkstyle:IllegalCatch")
  static <P, T> void add(
      Map<String, Class<? extends T>> all,
      ServiceLoader<P> providers,
      Function<P, Map<String, Class<? extends T>>> classes) {
    Iterator<P> next = providers.iterator();
    int failures = 0;
    boolean more = true;
    while (more && failures < MAX_FAILURES) {
      try {
        more = next.hasNext();
        if (more) {
          classes.apply(next.next()).forEach(all::putIfAbsent);
        }
      } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
        failures++;
        LOG.error("Cannot load a {}; what it names cannot be read", providers, e);
      }
    }
  }
}
