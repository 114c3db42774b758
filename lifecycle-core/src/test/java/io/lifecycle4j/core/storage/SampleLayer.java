package io.lifecycle4j.core.storage;

import io.lifecycle4j.storage.spi.BlobArea;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.HomeFeature.Compatibility;
import io.lifecycle4j.storage.spi.LayeredMedium;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.MediumLayer;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** A layer that changes nothing, so that a home can be upgraded to a feature. */
public final class SampleLayer implements MediumLayer {
  static final HomeFeature FEATURE = new HomeFeature("sample", Compatibility.INCOMPATIBLE);

  @Override
  public HomeFeature feature() {
    return FEATURE;
  }

  @Override
  public LayeredMedium over(Medium medium, InstantSource clock) {
    return new Plain(medium);
  }

  /** Another, which cannot be there beside it. */
  public static final class Other implements MediumLayer {
    @Override
    public HomeFeature feature() {
      return new HomeFeature("other", Compatibility.COMPATIBLE);
    }

    @Override
    public LayeredMedium over(Medium medium, InstantSource clock) {
      return new Plain(medium);
    }
  }

  private record Plain(Medium base) implements LayeredMedium {
    @Override
    public BlobStore blobs() {
      return base.blobs();
    }

    @Override
    public List<BlobArea> areas() {
      return List.of(base::blobs);
    }

    @Override
    public Set<String> layerJournals() {
      return Set.of("sample");
    }

    @Override
    public void force() {
      // it keeps nothing
    }

    @Override
    public LayeredMedium over(Medium copy) {
      return new Plain(copy);
    }
  }
}
