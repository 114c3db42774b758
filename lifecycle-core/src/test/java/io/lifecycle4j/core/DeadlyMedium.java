package io.lifecycle4j.core;

import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.Journal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A home whose process dies at one of its writes to some journals, as {@code kill -9} ends it. */
final class DeadlyMedium extends ForwardingMedium {
  /** What the process prints before it dies. */
  static final String DIED = "died";

  private static final int CODE = 3;

  private final List<String> kinds;
  private final int write;
  private final boolean before;
  private final AtomicInteger writes = new AtomicInteger();

  /**
   * Opens a home in a directory.
   *
   * @param kinds how the names of the journals begin
   * @param write at which of their writes, from 1, the process dies
   * @param before whether before the write instead of after it
   */
  DeadlyMedium(Path home, List<String> kinds, int write, boolean before) {
    super(Media.file(home));
    this.kinds = kinds;
    this.write = write;
    this.before = before;
  }

  @Override
  public URI location() {
    return inner().location();
  }

  @Override
  protected @Nullable Object call(Object target, Method method, Object[] arguments)
      throws Throwable {
    Object result = super.call(target, method, arguments);
    return result instanceof Journal journal
            && kinds.stream().anyMatch(String.valueOf(arguments[0])::startsWith)
        ? deadly(journal)
        : result;
  }

  private Journal deadly(Journal journal) {
    return (Journal)
        Proxy.newProxyInstance(
            Journal.class.getClassLoader(),
            new Class<?>[] {Journal.class},
            (proxy, method, arguments) -> {
              boolean last = method.getName().equals("append") && writes.incrementAndGet() == write;
              if (last && before) {
                die();
              }
              try {
                return method.invoke(journal, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              } finally {
                if (last) {
                  die();
                }
              }
            });
  }

  private static void die() {
    System.out.println(DIED);
    System.out.flush();
    Runtime.getRuntime().halt(CODE);
  }
}
