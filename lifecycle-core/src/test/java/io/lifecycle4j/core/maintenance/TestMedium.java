package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.storage.Medium;
import io.lifecycle4j.storage.StoredBlob;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A medium whose clock is turned by hand, whose parts rot on demand, and that lets others in. */
final class TestMedium implements Medium, InstantSource {
  private final Medium inner;
  private final BlobStore blobs;
  private final JournalStore journals;
  private final Map<BlobId, Instant> puts = new ConcurrentHashMap<>();
  private final Map<String, Runnable> hooks = new HashMap<>();
  private volatile Instant now = Instant.parse("2126-01-02T03:04:05Z");

  /** Blobs and journals whose bytes have rotted. */
  final Set<Object> damaged = ConcurrentHashMap.newKeySet();

  TestMedium(Medium inner) {
    this.inner = inner;
    this.blobs = wrap(BlobStore.class, inner.blobs());
    this.journals = wrap(JournalStore.class, inner.journals());
  }

  /**
   * Calls something once, just before the next call of a method: of the blob store, or of the
   * journal store with the name of a journal behind it.
   */
  void before(String method, Runnable hook) {
    hooks.put(method, hook);
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public Instant instant() {
    return now;
  }

  private <T> T wrap(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(target, method, arguments)));
  }

  private @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    String called =
        target instanceof JournalStore && arguments != null
            ? method.getName() + " " + arguments[0]
            : method.getName();
    Runnable hook = hooks.remove(called);
    if (hook != null) {
      hook.run();
    }
    if (method.getName().equals("lastPut") && arguments != null) {
      blobs.size((BlobId) arguments[0]);
      return puts.get(arguments[0]);
    }
    if (method.getName().equals("list") && target instanceof BlobStore store && arguments != null) {
      @SuppressWarnings("unchecked")
      Consumer<StoredBlob> told = (Consumer<StoredBlob>) arguments[0];
      store.list(
          blob ->
              told.accept(
                  new StoredBlob(
                      blob.id(), blob.bytes(), puts.getOrDefault(blob.id(), blob.lastPut()))));
      return null;
    }
    if (Set.of("verify", "read", "open").contains(method.getName())
        && arguments != null
        && damaged.contains(arguments[0])) {
      throw new CorruptDataException("Corrupt " + arguments[0]);
    }
    try {
      Object result = method.invoke(target, arguments);
      remember(method.getName(), result, arguments);
      return result;
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  private void remember(String method, @Nullable Object result, Object @Nullable [] arguments) {
    if (method.equals("put")) {
      puts.put((BlobId) result, now);
    } else if (method.equals("putAll") && result instanceof Collection<?> ids) {
      ids.forEach(id -> puts.put((BlobId) id, now));
    } else if (method.equals("restore") && arguments != null) {
      puts.put((BlobId) arguments[0], now);
    }
  }

  List<BlobId> aside() {
    return inner.blobs().quarantined().stream().map(blob -> blob.id()).toList();
  }

  @Override
  public URI location() {
    return inner.location();
  }

  @Override
  public UUID store() {
    return inner.store();
  }

  @Override
  public BlobStore blobs() {
    return blobs;
  }

  @Override
  public JournalStore journals() {
    return journals;
  }

  @Override
  public void close() {
    inner.close();
  }
}
