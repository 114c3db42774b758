package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.storage.spi.Journal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A journal that throws what it is told to, before or after it did what it was asked for. */
final class FailingJournal {
  private volatile @Nullable Throwable before;
  private volatile @Nullable Throwable after;

  /** Throws before each append, until it is healed. */
  void fail(Throwable thrown) {
    before = thrown;
  }

  /** Throws once after an append that is done. */
  void failDone(Throwable thrown) {
    after = thrown;
  }

  void heal() {
    before = null;
    after = null;
  }

  Journal over(Journal journal) {
    return (Journal)
        Proxy.newProxyInstance(
            FailingJournal.class.getClassLoader(),
            new Class<?>[] {Journal.class},
            (proxy, method, arguments) -> call(journal, method, arguments));
  }

  private @Nullable Object call(Journal journal, Method method, Object @Nullable [] arguments)
      throws Throwable {
    boolean append = method.getName().equals("append");
    Throwable now = before;
    if (append && now != null) {
      throw now;
    }
    try {
      Object answer = method.invoke(journal, arguments);
      Throwable then = after;
      if (append && then != null) {
        after = null;
        throw then;
      }
      return answer;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
