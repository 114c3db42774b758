package io.lifecycle4j.core.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.DatasetManifest.Parent;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How manifests are written, and what versions of a large folder share. */
class ManifestsTest {
  private final Medium medium = Media.memory();
  private final BlobStore blobs = medium.blobs();
  private final Manifests manifests = new Manifests(blobs);

  @AfterEach
  void close() {
    medium.close();
  }

  static StoredFile file(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    return new StoredFile(name, Hashing.hash(bytes), bytes.length);
  }

  static DatasetManifest of(List<StoredFile> files) {
    return Fixtures.dataset("many", files.toArray(StoredFile[]::new));
  }

  static List<StoredFile> folders(int folders, int filesEach) {
    Map<String, StoredFile> files = new TreeMap<>();
    for (int folder = 0; folder < folders; folder++) {
      for (int i = 0; i < filesEach; i++) {
        String name = "part-" + folder + "/" + (i % 3 == 0 ? "deep/" : "") + "file-" + i + ".png";
        files.put(name, file(name));
      }
    }
    return new ArrayList<>(files.values());
  }

  @Test
  void readsTheFormOfTheFirstVersions() throws IOException {
    try (InputStream in =
        ManifestsTest.class.getResourceAsStream("/documents/dataset-manifest.json")) {
      BlobId id = blobs.put(Content.of(new String(in.readAllBytes(), UTF_8).strip()));

      DatasetManifest manifest = manifests.read(id);
      assertThat(manifest.message()).isEqualTo("why");
      assertThat(manifest.files()).extracting(StoredFile::name).containsExactly("rides.csv");
      assertThat(manifest.metadata()).isEmpty();
      assertThat(manifest.parents()).isEmpty();
      assertThat(manifest.report()).isEmpty();
    }
  }

  @Test
  void keepsEveryPart() {
    BlobId report = blobs.put(Content.of("{}"));
    DatasetManifest plain = of(List.of(file("b.csv"), file("a.csv")));
    DatasetManifest manifest =
        DatasetManifest.of(plain.files(), plain.format(), plain.schema(), plain.profile())
            .message("Why")
            .author("ann")
            .metadata(Map.of("source", "city"))
            .parents(List.of(new Parent("raw", 3, report, "cleaned")))
            .report(report)
            .build();

    assertThat(manifests.read(manifests.put(manifest, List.of()).id())).isEqualTo(manifest);
    assertThat(manifest).isNotEqualTo(plain);
  }

  @Test
  void keepsTheOrderOfFilesThatAreNotSorted() {
    List<StoredFile> files = folders(1, 1_500);
    Collections.reverse(files);

    assertThat(manifests.read(manifests.put(of(files), List.of()).id()).files()).isEqualTo(files);
  }

  @Test
  @OnlyLarger
  void sharesAllButTheWayToWhatChanged() {
    List<StoredFile> files = folders(20, 5_000);
    Set<BlobId> before = new HashSet<>(manifests.put(of(files), List.of()).needed().keySet());
    StoredFile changed = files.get(50_000);
    files.set(50_000, new StoredFile(changed.name(), file("other").blob(), 5));
    files.add(70_000, file(files.get(69_999).name() + "b"));

    Set<BlobId> after = manifests.put(of(files), List.of()).needed().keySet();

    assertThat(before).hasSizeGreaterThan(80);
    assertThat(after.stream().filter(id -> !before.contains(id))).hasSizeLessThanOrEqualTo(8);
  }

  @Test
  void refusesATreeThatCannotBe() {
    BlobId leaf = blobs.put(Content.of("{\"files\":[],\"folders\":[],\"parts\":[]}"));
    BlobId part =
        blobs.put(Content.of("{\"files\":[],\"folders\":[],\"parts\":[\"" + leaf + "\"]}"));
    BlobId root =
        blobs.put(Content.of("{\"files\":[],\"folders\":[],\"parts\":[\"" + part + "\"]}"));

    assertThatThrownBy(() -> new FileTree(blobs).walk(root, file -> {}, id -> {}))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("a part has parts");
  }
}
