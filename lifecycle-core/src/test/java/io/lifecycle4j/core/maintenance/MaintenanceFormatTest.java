package io.lifecycle4j.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What maintenance records lies on disk as {@code docs/FORMAT.md} says, byte for byte. */
@SuppressWarnings("NullAway") // what is missing fails the test
class MaintenanceFormatTest {
  private static final Instant MINUTE = Instant.parse("2026-01-02T03:04:00Z");
  private static final BlobId HASH = new BlobId("0a".repeat(32));
  private static final BlobId OTHER = new BlobId("0b".repeat(32));
  private static final String LEASE = "00000000000000b2";

  private static final Map<String, String> PINS = FormatVectors.entries("pins");
  private static final Map<String, String> REACHED = FormatVectors.entries("maintenance");

  private final Medium medium = Media.memory();
  private final VerifyCursor cursor = new VerifyCursor(medium.journals());

  @AfterEach
  void close() {
    medium.close();
  }

  private static String written(PinLine line) {
    return FormatVectors.text(StorageForms.JSON.write(line));
  }

  @Test
  void writesEveryByteOfPinsAsDocumented() {
    assertThat(
            Map.of(
                "pin", written(PinLine.pin("paper", List.of(HASH, OTHER))),
                "unpin", written(PinLine.unpin("paper")),
                "lease", written(PinLine.lease(LEASE, MINUTE, Fixtures.TIME)),
                "release", written(PinLine.release(LEASE))))
        .isEqualTo(PINS);
  }

  @Test
  void writesEveryByteOfVerificationAsDocumented() {
    cursor.reached(VerifyDepth.STRUCTURE, "blob", HASH.sha256(), Fixtures.TIME);
    cursor.reached(VerifyDepth.CHECKSUM, "journal", "registry", Fixtures.TIME);
    cursor.reached(VerifyDepth.HASH, "blob", OTHER.sha256(), MINUTE);
    assertThat(Fixtures.texts(medium.journals().read("maintenance", 1)))
        .containsExactlyElementsOf(REACHED.values());
  }

  @Test
  void showsTheExamplesThatAreWritten() {
    assertThat(FormatText.examples())
        .contains(PINS.get("pin") + PINS.get("lease"), REACHED.get("checksum"));
  }

  @Test
  void readsPinsAsDocumented() {
    PinState state = new PinState();
    add(state, "pin");
    add(state, "lease");
    assertThat(state.pins()).isEqualTo(Map.of("paper", List.of(HASH, OTHER)));
    assertThat(state.lease(LEASE)).contains(new PinState.Held(MINUTE, Fixtures.TIME));
    add(state, "unpin");
    add(state, "release");
    assertThat(state.pins()).isEmpty();
    assertThat(state.lease(LEASE)).isEmpty();
  }

  private static void add(PinState state, String kind) {
    state.add(new JournalEntry(1, FormatVectors.bytes(PINS.get(kind))));
  }

  @Test
  void readsHowFarVerificationCameAsDocumented() {
    medium
        .journals()
        .shared("maintenance")
        .append(Fixtures.batch(REACHED.values().toArray(String[]::new)));
    assertLast(VerifyDepth.STRUCTURE, "blob", HASH.sha256(), Fixtures.TIME);
    assertLast(VerifyDepth.CHECKSUM, "journal", "registry", Fixtures.TIME);
    assertLast(VerifyDepth.HASH, "blob", OTHER.sha256(), MINUTE);
  }

  private void assertLast(VerifyDepth depth, String part, String name, Instant time) {
    assertThat(cursor.last(depth))
        .contains(new VerifyCursor.Line("verified", depth.name(), part, name, time));
  }
}
