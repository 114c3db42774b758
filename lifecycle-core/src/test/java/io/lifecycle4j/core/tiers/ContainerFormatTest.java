package io.lifecycle4j.core.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Medium;
import io.lifecycle4j.storage.Tier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The examples in docs/FORMAT.md, written anew and compared byte for byte. */
class ContainerFormatTest {
  private static final String LETTERS = "a".repeat(40);

  private static byte[] container(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = Fixtures.utf8(text);
    new Container(new UUID(0, 1), Fixtures.hash(bytes), bytes.length)
        .write(new ByteArrayInputStream(bytes), out);
    return out.toByteArray();
  }

  private static void assertDescribed(String example) throws IOException {
    String format = Files.readString(Path.of("../docs/FORMAT.md")).replaceAll("\\s", "");
    assertThat(format).contains(example);
  }

  @Test
  void writesABlockThatDoesNotShrinkAsDescribed() throws IOException {
    assertDescribed(HexFormat.of().formatHex(container("abc")));
  }

  @Test
  void writesABlockThatShrinksAsDescribed() throws IOException {
    assertDescribed(HexFormat.of().formatHex(container(LETTERS)));
  }

  @Test
  void recordsMovesAsDescribed() throws IOException {
    try (Medium medium = Media.memory()) {
      Placements placements = new Placements(medium);
      BlobId blob = Fixtures.hash(Fixtures.utf8(LETTERS));
      byte[] container = container(LETTERS);
      placements.place(
          Tier.WARM,
          List.of(new Placement(blob, 40, Tier.WARM, Fixtures.hash(container), container.length)));
      placements.place(Tier.HOT, List.of(new Placement(blob, 40, Tier.HOT, blob, 40)));
      List<String> lines = Fixtures.texts(medium.journals().read(Placements.JOURNAL, 1));
      assertThat(lines).hasSize(2);
      assertDescribed(String.join("", lines));
    }
  }
}
