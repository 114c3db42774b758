package io.lifecycle4j.tiers;

import io.lifecycle4j.contract.OpenedMedia;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A store of all tiers that moves each blob away as soon as it was put. */
final class MovedBlobStore {
  private MovedBlobStore() {}

  /** Opens a home with a cold store in memory; both are closed with the media. */
  static BlobStore over(OpenedMedia media, Path directory, Tier tier) {
    BlobStore cold = media.add(Media.memory()).blobs();
    Medium medium = media.add(Media.file(directory));
    medium.upgrade(List.of(Tiers.FEATURE));
    TieredMedium home = TieredMedium.over(medium, cold);
    return of(home, tier);
  }

  static BlobStore of(TieredMedium home, Tier tier) {
    BlobStore blobs = home.blobs();
    return (BlobStore)
        Proxy.newProxyInstance(
            BlobStore.class.getClassLoader(),
            new Class<?>[] {BlobStore.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(blobs, arguments);
                if (method.getName().equals("put")) {
                  move(home, List.of((BlobId) result), tier);
                } else if (method.getName().equals("putAll") && result instanceof Collection<?> c) {
                  move(home, c.stream().map(BlobId.class::cast).toList(), tier);
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  static void move(TieredMedium home, List<BlobId> ids, Tier tier) {
    Map<BlobId, Long> lengths = new LinkedHashMap<>();
    ids.forEach(id -> lengths.put(id, home.blobs().size(id)));
    new Mover(home, count -> {}).move(lengths, tier);
  }
}
