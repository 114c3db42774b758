package io.lifecycle4j.core.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of blobs whose files are not as they were left. */
class BlobDamageTest {
  private Path home;
  private Medium medium;
  private BlobId before;

  @BeforeEach
  void openHome(@TempDir Path directory) {
    home = directory;
    medium = Media.file(home);
    before = medium.blobs().put(Content.of("before"));
  }

  @AfterEach
  void closeHome() {
    medium.close();
  }

  @Test
  void refusesABlobWithAnyByteChanged() throws IOException {
    Path file = Tree.blob(home, before);
    byte[] good = Files.readAllBytes(file);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 8);
      Files.write(file, bad);
      assertCorrupt(file);
    }
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertCorrupt(file);
    }
    Files.write(file, Arrays.copyOf(good, good.length + 1));
    assertCorrupt(file);
    Files.write(file, good);
    assertThat(medium.blobs().read(before)).isEqualTo(good);
  }

  private void assertCorrupt(Path file) throws IOException {
    assertThatThrownBy(() -> medium.blobs().read(before))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("Corrupt blob " + file + ": its bytes have the hash ")
        .hasMessageEndingWith(" (must be " + before + ")");
    try (InputStream in = medium.blobs().open(before)) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void mendsABlobThatIsPutAgain() throws IOException {
    Files.write(Tree.blob(home, before), new byte[3]);
    medium.blobs().put(Content.of("before"));
    assertThat(medium.blobs().read(before)).isEqualTo(Fixtures.utf8("before"));
  }

  @Test
  void listsNothingThatIsNotABlob() throws IOException {
    Files.writeString(home.resolve("blobs").resolve("README"), "mine");
    Files.createDirectory(home.resolve("blobs").resolve("zz"));
    assertThat(Fixtures.ids(medium.blobs())).containsExactly(before);
  }
}
