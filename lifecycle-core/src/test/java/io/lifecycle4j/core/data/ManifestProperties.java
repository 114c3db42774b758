package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.storage.spi.Medium;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

@Tag(Volume.TAG)
class ManifestProperties {
  @Property(tries = 30)
  void readsWhatItWroteInTheSameOrderHoweverManyFilesThereAre(
      @ForAll @IntRange(min = 1, max = 4) int folders,
      @ForAll @IntRange(min = 1, max = 6_000) int filesEach) {
    DatasetManifest manifest = ManifestsTest.of(ManifestsTest.folders(folders, filesEach));
    try (Medium medium = Media.memory()) {
      Manifests manifests = new Manifests(medium.blobs());

      assertThat(manifests.read(manifests.put(manifest, List.of()).id())).isEqualTo(manifest);
    }
  }
}
