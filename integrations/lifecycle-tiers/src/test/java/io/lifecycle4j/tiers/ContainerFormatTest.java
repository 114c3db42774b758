package io.lifecycle4j.tiers;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples in FORMAT.md, written anew and compared byte for byte. */
@SuppressWarnings("NullAway") // what is missing fails the test
class ContainerFormatTest {
  private static final String LETTERS = "a".repeat(40);
  private static final BlobId HASH = Fixtures.hash(Fixtures.utf8(LETTERS));

  private static final UUID STORE = new UUID(0, 2);

  private static byte[] container(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = Fixtures.utf8(text);
    new Container(new UUID(0, 1), Fixtures.hash(bytes), bytes.length)
        .write(new ByteArrayInputStream(bytes), out);
    return out.toByteArray();
  }

  /** Returns all examples in one line. */
  private static String examples() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("FORMAT.md"))) {
      return lines
          .filter(line -> line.startsWith("    "))
          .map(String::strip)
          .collect(Collectors.joining());
    }
  }

  private static void assertDescribed(byte[] example) throws IOException {
    assertThat(examples().replace(" ", "")).contains(HexFormat.of().formatHex(example));
  }

  @Test
  void writesABlockThatDoesNotShrinkAsDescribed() throws IOException {
    assertDescribed(container("abc"));
  }

  @Test
  void writesABlockThatShrinksAsDescribed() throws IOException {
    assertDescribed(container(LETTERS));
  }

  @Test
  void recordsMovesAsDescribed() throws IOException {
    try (Medium medium = Media.memory()) {
      Placements placements = new Placements(medium);
      BlobPlacement hot = new BlobPlacement(HASH, 40, Tier.HOT, HASH, 40);
      placements.place(Tier.WARM, List.of(moved(LETTERS, Tier.WARM)), Optional.empty());
      placements.place(Tier.HOT, List.of(hot), Optional.empty());
      placements.attach(STORE);
      placements.place(
          Tier.COLD,
          List.of(moved("abc", Tier.COLD), moved(LETTERS, Tier.COLD)),
          Optional.of(STORE));
      Map<String, String> vectors = FormatVectors.of("tiers.txt");
      assertThat(Fixtures.texts(medium.journals().read(Placements.JOURNAL, 1)))
          .containsExactlyElementsOf(vectors.values());
      assertThat(examples())
          .contains(vectors.get("warm") + vectors.get("hot"), vectors.get("attached"));
    }
  }

  @Test
  void readsMovesAsDescribed() throws IOException {
    Map<String, String> vectors = FormatVectors.of("tiers.txt");
    try (Medium medium = Media.memory()) {
      Journal journal = medium.journals().shared(Placements.JOURNAL);
      Placements placements = new Placements(medium);
      journal.append(Fixtures.batch(vectors.get("warm")));
      assertThat(placements.all()).containsOnly(entry(HASH, moved(LETTERS, Tier.WARM)));
      journal.append(Fixtures.batch(vectors.get("hot")));
      assertThat(placements.all()).isEmpty();
      assertThat(placements.attached()).isEmpty();
      journal.append(Fixtures.batch(vectors.get("attached")));
      assertThat(placements.attached()).contains(STORE);
      journal.append(Fixtures.batch(vectors.get("cold")));
      assertThat(placements.all().values())
          .containsExactlyInAnyOrder(moved("abc", Tier.COLD), moved(LETTERS, Tier.COLD));
    }
  }

  @Test
  void namesEveryTier() throws IOException {
    String text = Files.readString(Path.of("FORMAT.md"));
    for (Tier tier : Tier.values()) {
      assertThat(text).contains("| `" + tier + "` |");
    }
  }

  private static BlobPlacement moved(String text, Tier tier) throws IOException {
    byte[] container = container(text);
    byte[] bytes = Fixtures.utf8(text);
    return new BlobPlacement(
        Fixtures.hash(bytes), bytes.length, tier, Fixtures.hash(container), container.length);
  }
}
