package io.lifecycle4j.crashkit;

import static net.bytebuddy.matcher.ElementMatchers.none;

import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the library, loaded once more, with some classes changed on the way.
 *
 * <p>Two uses: a seeded bug in code, which nobody else in this JVM sees; and, unchanged, a second
 * copy that shares nothing with the first, as a second process would.
 */
public final class ChangedLibrary extends ClassLoader {
  /** The classes as they are, read once for all copies. */
  private static final Map<String, byte[]> READ = new ConcurrentHashMap<>();

  private final String prefix;
  private final Function<String, @Nullable UnaryOperator<DynamicType.Builder<?>>> changes;

  /**
   * Creates a copy of the library.
   *
   * @param prefix the start of the names of all classes to load once more
   * @param changes what to change, by name of class
   */
  public ChangedLibrary(String prefix, Map<String, UnaryOperator<DynamicType.Builder<?>>> changes) {
    this(prefix, Map.copyOf(changes)::get);
  }

  /**
   * Creates a copy of the library.
   *
   * @param prefix the start of the names of all classes to load once more
   * @param changes returns what to change in a class, by its name, or null for nothing
   */
  public ChangedLibrary(
      String prefix, Function<String, @Nullable UnaryOperator<DynamicType.Builder<?>>> changes) {
    super(ChangedLibrary.class.getClassLoader());
    this.prefix = prefix;
    this.changes = changes;
  }

  /**
   * Returns a static method of the copy that opens a medium.
   *
   * @param type the name of its class
   * @param method its name; it takes a path and the bytes of a segment
   * @param segmentBytes from which size on a journal goes on in another file
   * @return the method, with that size
   */
  public Function<Path, Medium> opening(String type, String method, long segmentBytes) {
    try {
      Method open = loadClass(type).getDeclaredMethod(method, Path.class, long.class);
      open.setAccessible(true); // a size is chosen in tests only
      return path -> invoke(open, path, segmentBytes);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Medium invoke(Method open, Path path, long segmentBytes) {
    try {
      return (Medium) open.invoke(null, path, segmentBytes);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      if (!name.startsWith(prefix)) {
        return super.loadClass(name, resolve);
      }
      byte[] bytes = bytes(name, changes.apply(name));
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  private byte[] bytes(String name, @Nullable UnaryOperator<DynamicType.Builder<?>> change)
      throws ClassNotFoundException {
    ClassFileLocator locator = ClassFileLocator.ForClassLoader.of(getParent());
    try {
      if (change == null) {
        byte[] known = READ.get(name);
        if (known == null) {
          known = locator.locate(name).resolve();
          READ.put(name, known);
        }
        return known;
      }
      TypeDescription type = TypePool.Default.of(locator).describe(name).resolve();
      DynamicType.Builder<?> builder = new ByteBuddy().ignore(none()).redefine(type, locator);
      return change.apply(builder).make().getBytes();
    } catch (java.io.IOException | IllegalStateException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
