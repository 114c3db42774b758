package io.lifecycle4j.core.json;

import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The classes of the library and of services, by the names used in documents. */
public final class ServiceClasses {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceClasses.class);

  /** The limit of providers that fail; then the search ends. */
  private static final int MAX_FAILURES = 20;

  private ServiceClasses() {}

  /**
   * Finds classes by name.
   *
   * @param standard the classes of the library, given here since a merged jar may lose service
   *     files
   * @param classes returns the classes of a provider
   */
  public static <P, T> Map<String, Class<? extends T>> find(
      Map<String, Class<? extends T>> standard,
      Class<P> service,
      Function<P, Map<String, Class<? extends T>>> classes) {
    Map<String, Class<? extends T>> all = new TreeMap<>(standard);
    add(all, ServiceLoader.load(service), classes, LOG);
    ClassLoader own = ServiceClasses.class.getClassLoader();
    if (own != Thread.currentThread().getContextClassLoader()) {
      add(all, ServiceLoader.load(service, own), classes, LOG);
    }
    return Map.copyOf(all);
  }

  /**
   * Adds the classes of providers, skipping those that cannot be loaded. The iterator continues
   * after a missing class, but may fail for ever if the class path itself cannot be read. Warns of
   * a second class of a name, which is not used.
   */
  @SuppressWarnings("checkstyle:IllegalCatch")
  static <P, T> void add(
      Map<String, Class<? extends T>> all,
      ServiceLoader<P> providers,
      Function<P, Map<String, Class<? extends T>>> classes,
      Logger log) {
    Iterator<P> next = providers.iterator();
    int failures = 0;
    boolean more = true;
    while (more && failures < MAX_FAILURES) {
      try {
        more = next.hasNext();
        if (more) {
          classes.apply(next.next()).forEach((name, type) -> add(all, name, type, log));
        }
      } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
        failures++;
        log.error("Cannot load a {}; what it names cannot be read", providers, e);
      }
    }
  }

  /** Adds a class; the first of a name stays. A provider may be found twice. */
  private static <T> void add(
      Map<String, Class<? extends T>> all, String name, Class<? extends T> type, Logger log) {
    Class<? extends T> first = all.putIfAbsent(name, type);
    if (first != null && first != type) {
      log.warn("{} is not used: {} is named {} already", type.getName(), first.getName(), name);
    }
  }
}
