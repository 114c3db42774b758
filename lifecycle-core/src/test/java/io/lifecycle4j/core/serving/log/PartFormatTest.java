package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.serving.log.Parts.Entry;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parts and their journal are on disk as {@code docs/FORMAT.md} says, byte for byte. */
@SuppressWarnings("NullAway") // what is missing fails the test
class PartFormatTest {
  private static final Instant TIME = Fixtures.TIME;
  private static final BlobId BLOB = new BlobId("0a".repeat(32));
  private static final Map<String, String> VECTORS = FormatVectors.entries("parts-ID");
  private static final String JOURNAL = "predictions-00000000000000a1";

  private static final Part PART =
      new Part("fraud", BLOB, 512, 2, TIME, TIME.plusSeconds(1), TIME.plusSeconds(2));

  private static String written(Entry entry) {
    return new String(StorageForms.JSON.write(entry), UTF_8);
  }

  @Test
  void writesEveryKindOfEntryAsDocumented() {
    Entry planned = new Entry("planned", TIME).removing(List.of(BLOB));
    Entry rolled =
        new Entry("rolled", TIME).removing(List.of()).adding(List.of(PART), Map.of(JOURNAL, 3L));
    Entry merged =
        new Entry("merged", TIME)
            .removing(List.of(new BlobId("0b".repeat(32))))
            .adding(List.of(PART), Map.of());
    Entry dropped =
        new Entry("dropped", TIME)
            .removing(List.of(BLOB))
            .dropping(List.of(Parts.Dropped.of("fraud", List.of(PART))));
    Entry erased =
        new Entry("erased", TIME)
            .removing(List.of(new BlobId("0b".repeat(32))))
            .adding(List.of(PART), Map.of())
            .erasing(List.of(key()));
    Entry deleted = new Entry("deleted", TIME).deleting(List.of(BLOB));
    assertThat(written(planned)).isEqualTo(VECTORS.get("planned"));
    assertThat(written(rolled)).isEqualTo(VECTORS.get("rolled"));
    assertThat(written(merged)).isEqualTo(VECTORS.get("merged"));
    assertThat(written(dropped)).isEqualTo(VECTORS.get("dropped"));
    assertThat(written(erased)).isEqualTo(VECTORS.get("erased"));
    assertThat(key().isOf("customer-7")).isTrue();
    assertThat(written(deleted)).isEqualTo(VECTORS.get("deleted"));
    Parts parts = new Parts();
    parts.apply(rolled);
    assertThat(parts.all()).containsExactly(PART);
    parts.apply(dropped);
    assertThat(parts.all()).isEmpty();
    assertThat(parts.dropped("fraud")).isEqualTo(Parts.Dropped.of("fraud", List.of(PART)));
    assertThat(written(parts.state(TIME, List.of()))).isEqualTo(VECTORS.get("state"));
    assertThat(parts.covered(JOURNAL)).isEqualTo(3);
    assertThat(parts.garbage(TIME)).containsExactly(BLOB);
    parts.apply(deleted);
    assertThat(parts.garbage(TIME)).isEmpty();
    assertThat(FormatText.examples()).contains(VECTORS.get("planned"), VECTORS.get("rolled"));
  }

  @Test
  void writesTheArchiveOfErasuresAsDocumented() {
    assertThat(FormatVectors.text(StorageForms.JSON.write(key().archived())))
        .isEqualTo(FormatVectors.entries("erasures-ID").get("erasure"));
  }

  private static ErasedKey key() {
    return new ErasedKey(
        "00000000000000d3",
        "fraud",
        "00000000000000d400000000000000d5",
        "5b67309b76a965a80944a03c24b884b08de73bff2c952dbf21fa00a1ef26d48c",
        "dpo",
        "asked by phone",
        TIME,
        Map.of(JOURNAL, 3L),
        1,
        null,
        null,
        false);
  }

  private static byte[] part() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PartWriter writer = new PartWriter(out);
    writer.begin(new PredictionJournals.Header(2, "fraud", "s", TIME, null, "x86"), JOURNAL);
    writer.add(new JournalEntry(2, PredictionCodec.encode(List.of(LoggedPredictions.entry(1)))));
    writer.finish();
    return out.toByteArray();
  }

  /** Reads all predictions of a part. */
  private static List<JournaledPrediction> read(byte[] bytes) {
    try (Medium medium = Media.memory()) {
      BlobId blob = medium.blobs().put(Content.of(bytes));
      Part part = new Part("fraud", blob, bytes.length, 1, TIME, TIME, TIME);
      List<JournaledPrediction> read = new ArrayList<>();
      for (Part.Chunk chunk : PartReader.chunks(medium.blobs(), part)) {
        new PartReader(medium.blobs(), blob, chunk)
            .some(
                1,
                entry -> {
                  PredictionCodec.decode("s", null, entry.payload(), read::add);
                  return true;
                });
      }
      return read;
    }
  }

  @Test
  void readsWhatItWrites() {
    assertThat(read(part())).extracting(JournaledPrediction::id).containsExactly("s-1");
  }

  @Test
  void refusesAPartInWhichAnyByteChanged() {
    byte[] part = part();
    for (int i = 0; i < part.length; i++) {
      byte[] changed = part.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> read(changed))
          .as("byte %s of %s", i, part.length)
          .isInstanceOf(CorruptDataException.class);
    }
  }
}
