package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A medium whose clock is turned by hand, whose parts rot on demand, and that lets others in. */
public final class TestMedium extends ForwardingMedium implements InstantSource {
  private final Map<BlobId, Instant> puts = new ConcurrentHashMap<>();
  private final Map<String, Runnable> hooks = new HashMap<>();
  private volatile Instant now = Instant.parse("2126-01-02T03:04:05Z");

  /** Blobs and journals whose bytes have rotted. */
  public final Set<Object> damaged = ConcurrentHashMap.newKeySet();

  public TestMedium(Medium inner) {
    super(inner);
  }

  /**
   * Calls something once, just before the next call of a method: of the blob store, or of the
   * journal store with the name of a journal behind it.
   */
  public void before(String method, Runnable hook) {
    hooks.put(method, hook);
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  protected @Nullable Object call(Object target, Method method, Object[] arguments)
      throws Throwable {
    String called =
        target instanceof JournalStore && arguments.length > 0
            ? method.getName() + " " + arguments[0]
            : method.getName();
    Runnable hook = hooks.remove(called);
    if (hook != null) {
      hook.run();
    }
    if (method.getName().equals("now")) {
      return now;
    }
    if (method.getName().equals("find") && target instanceof BlobStore store) {
      return store.find((BlobId) arguments[0]).map(this::timed);
    }
    if (method.getName().equals("list") && target instanceof BlobStore store) {
      @SuppressWarnings("unchecked")
      Consumer<StoredBlob> told = (Consumer<StoredBlob>) arguments[0];
      store.list(blob -> told.accept(timed(blob)));
      return null;
    }
    if (Set.of("verify", "read", "open").contains(method.getName())
        && arguments.length > 0
        && damaged.contains(arguments[0])) {
      throw new CorruptDataException("Corrupt " + arguments[0]);
    }
    Object result = super.call(target, method, arguments);
    remember(method.getName(), result, arguments);
    return result;
  }

  private StoredBlob timed(StoredBlob blob) {
    Instant put = puts.getOrDefault(blob.id(), blob.lastPut());
    return new StoredBlob(blob.id(), blob.bytes(), put);
  }

  private void remember(String method, @Nullable Object result, Object[] arguments) {
    if (method.equals("put")) {
      puts.put((BlobId) result, now);
    } else if (method.equals("putAll") && result instanceof Collection<?> ids) {
      ids.forEach(id -> puts.put((BlobId) id, now));
    } else if (method.equals("restore")) {
      puts.put((BlobId) arguments[0], now);
    }
  }

  public List<BlobId> aside() {
    return inner().blobs().maintenance().quarantined().stream().map(blob -> blob.id()).toList();
  }
}
