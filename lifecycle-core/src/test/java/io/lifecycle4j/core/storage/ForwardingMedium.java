package io.lifecycle4j.core.storage;

import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.JournalMaintenance;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A medium that hands every call on to another, and whose tests look at the calls. */
public abstract class ForwardingMedium implements Medium {
  private final Medium inner;
  private final BlobStore blobs;
  private final JournalStore journals;

  protected ForwardingMedium(Medium inner) {
    this.inner = inner;
    this.blobs = wrap(BlobStore.class, inner.blobs());
    this.journals = wrap(JournalStore.class, inner.journals());
  }

  private <T> T wrap(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                wrapped(
                    method, call(target, method, arguments == null ? new Object[0] : arguments))));
  }

  /** What maintenance does is a call of the store, too. */
  private @Nullable Object wrapped(Method method, @Nullable Object result) {
    Class<?> type = method.getReturnType();
    return result != null && (type == BlobMaintenance.class || type == JournalMaintenance.class)
        ? wrapped(type, result)
        : result;
  }

  private <T> T wrapped(Class<T> type, Object result) {
    return wrap(type, type.cast(result));
  }

  /** Answers a call of the blob store or of the journal store; hands it on unless told better. */
  protected @Nullable Object call(Object target, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  protected final Medium inner() {
    return inner;
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
  public boolean isReadOnly() {
    return inner.isReadOnly();
  }

  @Override
  public List<HomeFeature> features() {
    return inner.features();
  }

  @Override
  public List<HomeFeature> upgrade(Collection<HomeFeature> features) {
    return inner.upgrade(features);
  }

  @Override
  public void close() {
    inner.close();
  }
}
