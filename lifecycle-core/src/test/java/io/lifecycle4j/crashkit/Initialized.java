package io.lifecycle4j.crashkit;

import static net.bytebuddy.matcher.ElementMatchers.isTypeInitializer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.DynamicType;

/** Notes which classes of a {@link ChangedLibrary} were initialized. */
public final class Initialized {
  private static final Set<String> NOTED = ConcurrentHashMap.newKeySet();

  private Initialized() {}

  /**
   * Changes a class that has a static initializer, so that it is noted when that runs.
   *
   * @param code the class
   * @return the same, changed
   */
  public static DynamicType.Builder<?> noted(DynamicType.Builder<?> code) {
    return code.visit(Advice.to(Note.class).on(isTypeInitializer()));
  }

  /**
   * Returns what was noted.
   *
   * @return the names of the classes
   */
  public static Set<String> names() {
    return Set.copyOf(NOTED);
  }

  /**
   * Is told of a class.
   *
   * @param name its name
   */
  public static void add(String name) {
    NOTED.add(name);
  }

  /** What is put before a static initializer. */
  static final class Note {
    private Note() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Origin("#t") String type) {
      add(type);
    }
  }
}
