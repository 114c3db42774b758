package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.AuditHead;
import io.lifecycle4j.registry.AuditTrail;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who changes the audit trail of a home is found out. */
class AuditTrailTest {
  /** The bytes before the first frame of a segment. */
  private static final int HEADER = 88;

  /** A home of four entries, that each test has a copy of. */
  @TempDir private static Path written;

  private static AuditHead head;

  @TempDir private Path directory;
  private Path place;

  @BeforeAll
  static void write() {
    try (Lifecycle home = Flowers.in(written)) {
      decide(home, 1, "First");
      decide(home, 2, "Second");
      head = home.models().audit().head();
    }
  }

  @BeforeEach
  void copy() throws IOException {
    place = directory.resolve("home");
    GoldenHomeTest.copy(written, place);
  }

  /** Makes two entries. */
  private static void decide(Lifecycle home, long seed, String reason) {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      model.promote(model.train(Flowers.split(home, seed)), ALICE, reason);
    }
  }

  private static AuditTrail audit(Lifecycle home) {
    return home.models().audit();
  }

  @Test
  void isVerifiedWithAHeadThatWasKeptAsAText() {
    String kept = head.toString();
    assertThat(head.sequence()).isEqualTo(4);
    try (Lifecycle home = Flowers.in(place)) {
      assertThat(audit(home).verify()).isEqualTo(head);
      decide(home, 3, "Third");
      AuditHead later = audit(home).verify(AuditHead.parse(kept));
      assertThat(later.sequence()).isEqualTo(6);
      assertThat(audit(home).verify(later)).isEqualTo(audit(home).head());
    }
  }

  @Test
  void isEmptyInANewHome() {
    try (Lifecycle home = Flowers.inMemory()) {
      AuditHead first = audit(home).verify();
      assertThat(first.sequence()).isZero();
      assertThat(audit(home).verify(first)).isEqualTo(audit(home).head());
      decide(home, 1, "First");
      assertThat(audit(home).verify(first).sequence()).isEqualTo(2);
      assertThatThrownBy(() -> audit(home).verify(head))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid head of an audit trail: it is of home %s (this is home %s)"
                  .formatted(head.home(), first.home()));
    }
  }

  @Test
  void isVerifiedInACopy() {
    Path copy = directory.resolve("copy");
    try (Lifecycle home = Flowers.in(place)) {
      home.maintenance().backup(copy);
    }
    try (Lifecycle home = Lifecycle.builder().directory(copy).readOnly().open()) {
      assertThat(audit(home).verify(head)).isEqualTo(head);
    }
  }

  private Path segment() throws IOException {
    try (var files = Files.list(place.resolve("journals").resolve("registry"))) {
      return files.filter(file -> file.toString().endsWith(".l4j")).findFirst().orElseThrow();
    }
  }

  /** Changes the entries as they lie in the file. */
  private void change(UnaryOperator<List<byte[]>> change) throws IOException {
    byte[] bytes = Files.readAllBytes(segment());
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(bytes, 0, HEADER);
    for (byte[] frame : change.apply(frames(bytes))) {
      changed.writeBytes(frame);
    }
    Files.write(segment(), changed.toByteArray());
  }

  private static List<byte[]> frames(byte[] bytes) {
    List<byte[]> frames = new ArrayList<>();
    for (int at = HEADER; at < bytes.length; at += frames.get(frames.size() - 1).length) {
      int length = ByteBuffer.wrap(bytes).getInt(at + 4);
      frames.add(Arrays.copyOfRange(bytes, at, at + length));
    }
    return frames;
  }

  private void assertNamed(int entry) {
    try (Lifecycle home = Flowers.in(place)) {
      assertThatThrownBy(() -> audit(home).verify())
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining(": entry " + entry + " at byte ")
          .hasMessageContaining("entries up to " + (entry - 1) + " are good");
    }
  }

  @Test
  void namesAnEntryThatWasEdited() throws IOException {
    change(
        frames -> {
          frames.set(1, edited(frames.get(1)));
          return frames;
        });
    assertNamed(2);
  }

  @Test
  void namesAnEntryThatWasEditedWithItsChecksum() throws IOException {
    change(
        frames -> {
          frames.set(1, checked(edited(frames.get(1)), head));
          return frames;
        });
    assertNamed(2);
  }

  private static byte[] edited(byte[] frame) {
    String text = new String(frame, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(text).contains("First");
    return text.replace("First", "Worst").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /** Computes the checksum of a frame again, as {@code docs/FORMAT.md} says. */
  private static byte[] checked(byte[] frame, AuditHead of) {
    CRC32C salt = new CRC32C();
    salt.update(
        ByteBuffer.allocate(32)
            .putLong(of.home().getMostSignificantBits())
            .putLong(of.home().getLeastSignificantBits())
            .put(Hashing.hash("registry".getBytes(UTF_8)).bytes(), 0, 16)
            .flip());
    CRC32C crc = new CRC32C();
    crc.update(frame, 4, frame.length - 4);
    ByteBuffer.wrap(frame).putInt((int) (crc.getValue() ^ salt.getValue()));
    return frame;
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 2", "3, 4"})
  void namesAnEntryThatWasDeleted(int deleted, int named) throws IOException {
    change(
        frames -> {
          frames.remove(deleted);
          return frames;
        });
    assertNamed(named);
  }

  @Test
  void namesAnEntryThatWasMoved() throws IOException {
    change(
        frames -> {
          Collections.swap(frames, 1, 2);
          return frames;
        });
    assertNamed(2);
  }

  @Test
  void missesWhatWasCutOffWhileTheHomeIsOpen() throws IOException {
    try (Lifecycle home = Flowers.in(place)) {
      decide(home, 3, "Third");
      change(frames -> frames.subList(0, 5));
      assertThatThrownBy(() -> audit(home).verify())
          .isInstanceOf(CorruptDataException.class)
          .hasMessage(
              "Corrupt audit trail of %s: it ends with entry 5 (entry 6 was read before)"
                  .formatted(head.home()));
    }
  }

  @Test
  void findsWithTheHeadAChangeWhoseLinksAreAllRight() throws IOException {
    Path forged = directory.resolve("forged");
    AuditHead later;
    try (Lifecycle home = Flowers.in(place)) {
      home.maintenance().backup(forged);
      decide(home, 3, "Third");
      later = audit(home).head();
      decide(home, 4, "Fourth");
    }
    try (Lifecycle home = Flowers.in(forged)) {
      assertThatThrownBy(() -> audit(home).verify(later))
          .isInstanceOf(CorruptDataException.class)
          .hasMessage(
              "Corrupt audit trail of %s: it ends with entry 4 (the head is %s)"
                  .formatted(head.home(), later));
      decide(home, 5, "Instead of the third");
      assertThat(audit(home).verify().sequence()).isEqualTo(6);
      assertThat(audit(home).verify(head).sequence()).isEqualTo(6);
      assertThatThrownBy(() -> audit(home).verify(later))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageStartingWith(
              "Corrupt audit trail of %s: the entries up to 6 are not those of the head %s ("
                  .formatted(head.home(), later));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "5",
    "00000000-0000-0000-0000-000000000001:5:0a",
    "0-0-0-0-1:5:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
    "00000000-0000-0000-0000-000000000001:-1:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"
  })
  void readsNothingButTheTextOfAHead(String text) {
    assertThatThrownBy(() -> AuditHead.parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid head of an audit trail: '" + text + "' (must be HOME:SEQUENCE:LINK)");
  }
}
