package io.lifecycle4j.storage.spi;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A home whose blobs may lie in more stores than that of its medium. Everything but maintenance
 * sees one blob store, which reads a blob wherever it lies.
 */
public interface LayeredMedium extends Medium {
  /**
   * Returns the medium below, which keeps the journals and the first area. A backup copies it.
   *
   * @return the medium
   */
  Medium base();

  /**
   * Returns the stores that the bytes of the home lie in.
   *
   * @return the areas, that of the medium below first
   */
  List<BlobArea> areas();

  /**
   * Names the journals that say where blobs lie. A backup copies them last.
   *
   * @return the names, also of journals that are not there yet
   */
  Set<String> layerJournals();

  /** Makes durable what is known of where blobs lie, before something is given up because of it. */
  void force();

  /**
   * Reads a copy of the medium below in the same way, without the other stores.
   *
   * @param copy the copy
   * @return the home that it is
   */
  LayeredMedium over(Medium copy);

  @Override
  default Optional<Path> cache() {
    return base().cache();
  }

  @Override
  default OptionalLong journalBytes() {
    return base().journalBytes();
  }

  @Override
  default OptionalLong freeBytes() {
    return base().freeBytes();
  }

  @Override
  default JournalStore journals() {
    return base().journals();
  }

  @Override
  default boolean isReadOnly() {
    return base().isReadOnly();
  }

  @Override
  default void checkWritable() {
    base().checkWritable();
  }

  @Override
  default List<HomeFeature> features() {
    return base().features();
  }

  @Override
  default List<HomeFeature> upgrade(Collection<HomeFeature> features) {
    return base().upgrade(features);
  }

  @Override
  default void close() {
    base().close();
  }
}
