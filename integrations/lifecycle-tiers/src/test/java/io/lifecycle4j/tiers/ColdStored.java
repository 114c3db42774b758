package io.lifecycle4j.tiers;

import io.lifecycle4j.core.storage.ClockedMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * A home and the one that is its cold store, opened and closed together. The cold store is found by
 * the blobs of the home, which whoever wraps the medium passes on.
 */
final class ColdStored implements Medium {
  /** What is moved was put before: a disk in memory has a clock of its own. */
  private static final Instant LATER = Instant.parse("2226-01-02T03:04:05Z");

  private final Medium home;
  private final Medium cold;
  private final BlobStore blobs;

  private ColdStored(Medium home, Medium cold) {
    this.home = home;
    this.cold = cold;
    BlobStore later = ClockedMedium.of(home, () -> LATER).blobs();
    this.blobs =
        (BlobStore)
            Proxy.newProxyInstance(
                ColdStored.class.getClassLoader(),
                new Class<?>[] {BlobStore.class, WithCold.class},
                (proxy, method, arguments) -> {
                  try {
                    return method.getName().equals("cold")
                        ? cold.blobs()
                        : method.invoke(later, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getTargetException();
                  }
                });
  }

  /** Knows a cold store. */
  interface WithCold {
    BlobStore cold();
  }

  static Medium of(Medium home, Medium cold) {
    return new ColdStored(home, cold);
  }

  /** Opens both in the file system of a directory. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever it is, nothing stays open
  static Medium at(Path directory) {
    Medium home = Media.file(directory);
    try {
      return of(home, Media.file(directory.resolveSibling("cold")));
    } catch (RuntimeException | Error e) {
      home.close();
      throw e;
    }
  }

  static TieredMedium tiered(Medium medium) {
    return TieredMedium.over(medium, ((WithCold) medium.blobs()).cold());
  }

  @Override
  public BlobStore blobs() {
    return blobs;
  }

  @Override
  public JournalStore journals() {
    return home.journals();
  }

  @Override
  public List<HomeFeature> features() {
    return home.features();
  }

  @Override
  public List<HomeFeature> upgrade(Collection<HomeFeature> features) {
    return home.upgrade(features);
  }

  @Override
  public void close() {
    try (cold) {
      home.close();
    }
  }
}
