package io.lifecycle4j.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The hot store looks into its directories for each blob it lacks, so it is asked once. */
class MissingBlobsTest {
  private static final BlobId NOWHERE = Fixtures.hash(Fixtures.utf8("nowhere"));

  private final Medium medium = Media.memory();
  private final TieredMedium home = TieredMedium.over(medium, null);
  private final AtomicInteger asked = new AtomicInteger();
  private final BlobStore blobs =
      new TieredBlobStore(counting(medium.blobs()), null, home.placements());

  private BlobStore counting(BlobStore hot) {
    return (BlobStore)
        Proxy.newProxyInstance(
            BlobStore.class.getClassLoader(),
            new Class<?>[] {BlobStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("missing")) {
                asked.incrementAndGet();
              }
              return method.invoke(hot, arguments);
            });
  }

  @AfterEach
  void close() {
    medium.close();
  }

  @Test
  void asksOnceAsLongAsNoBlobWasMoved() {
    BlobId there = blobs.put(Content.of("there"));
    assertThat(blobs.missing(List.of(there, NOWHERE))).containsExactly(NOWHERE);
    assertThat(asked).hasValue(1);
  }

  /** One may be brought back between the two looks. */
  @Test
  void asksAgainOnceABlobWasMoved() {
    BlobId moved = blobs.put(Content.of("moved"));
    MovedBlobStore.move(home, List.of(moved), Tier.WARM);
    asked.set(0);
    assertThat(blobs.missing(List.of(moved, NOWHERE))).containsExactly(NOWHERE);
    assertThat(asked).hasValueGreaterThan(1);
  }
}
